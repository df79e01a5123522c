using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using static Catalog.Tests.Asking;

namespace Catalog.Tests;

/// <summary>What every answer of a service keeps to, whatever the service: problems, headers, bodies, tokens.</summary>
public sealed class ContractTests(CatalogFixture catalog)
{
    [Theory]
    [InlineData("/catalog/v1/nothing")]
    [InlineData("/catalog/v1/openapi.json/")]
    [InlineData("/catalog/v1/services/")]
    [InlineData("/catalog/v1/services/no-id")]
    [InlineData("/catalog/v2/services")]
    [InlineData("/")]
    public async Task What_is_not_there_is_a_problem_in_the_callers_language(string path)
    {
        using var client = catalog.Caller();
        var problem = (await client.ReadAsync(path, ("Accept-Language", "en"))).Is(HttpStatusCode.NotFound);
        Assert.Equal("Not found", problem.Body.GetProperty("title").GetString());
        Assert.Equal("Niet gevonden", (await client.ReadAsync(path)).Body.GetProperty("title").GetString());
        Assert.NotEqual("", problem.Body.GetProperty("detail").GetString());
        Assert.Equal(path, problem.Body.GetProperty("instance").GetString());
        Assert.Equal(404, problem.Body.GetProperty("status").GetInt32());
    }

    [Theory]
    [InlineData("DELETE", "/catalog/v1/services", "GET, POST")]
    [InlineData("POST", "/catalog/v1/organisations", "GET")]
    [InlineData("PATCH", "/catalog/v1/openapi.json", "GET")]
    public async Task A_method_that_is_not_possible_names_those_that_are(string method, string path, string allowed)
    {
        using var client = catalog.Caller();
        var refused = (await client.AskAsync(new HttpMethod(method), path)).Is(HttpStatusCode.MethodNotAllowed);
        Assert.Equal(allowed, string.Join(", ", refused.ContentHeaders.Allow.Order()));
    }

    [Fact]
    public async Task Every_answer_carries_the_headers_of_the_design_rules()
    {
        // The client of .NET sends the traceparent of what runs.
        using var running = new Activity("caller").Start();
        var trace = running.TraceId.ToString();
        using var client = catalog.Caller();
        foreach (var path in new[] { "/catalog/v1/services", "/catalog/v1/nothing", "/catalog/v1/openapi.json", "/catalog/v1/services?page=0" })
        {
            var answer = await client.ReadAsync(path);
            Assert.Equal("1.0.0", answer.Header("API-Version"));
            Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
            Assert.Equal("DENY", answer.Header("X-Frame-Options"));
            Assert.Equal("no-referrer", answer.Header("Referrer-Policy"));
            Assert.Contains("max-age=31536000", answer.Header("Strict-Transport-Security"), StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", answer.Header("Content-Security-Policy"), StringComparison.Ordinal);
            Assert.Contains("Accept-Language", answer.Header("Vary"), StringComparison.Ordinal);
            Assert.StartsWith($"00-{trace}-", answer.Header("traceresponse"), StringComparison.Ordinal);
            Assert.Null(answer.Header("Server"));
            if ((int)answer.Status >= 400) Assert.Equal(trace, answer.Body.GetProperty("traceId").GetString());
        }
    }

    [Theory]
    [InlineData("{", "body")]
    [InlineData("", "body")]
    [InlineData("null", "body")]
    [InlineData("[]", "body")]
    [InlineData("7", "body")]
    [InlineData("""{"name": 5}""", "name")]
    [InlineData("""{"name": "a\u0000b"}""", "name")]
    [InlineData("""{"name": "\ud800"}""", "name")]
    [InlineData("""{"name": "Samen", "name": "Anders"}""", "name")]
    [InlineData("""{"essence": {"what": ["a"]}}""", "essence.what")]
    [InlineData("""{"essence": {"why": "a"}}""", "essence.why")]
    [InlineData("""{"costs": [{"label": "a", "price": {"amount": 1}, "per": "once"}, {"label": "b", "price": {"amount": "2"}}]}""", "costs[1].price.amount")]
    [InlineData("""{"scope": {"national": "ja"}}""", "scope.national")]
    [InlineData("""{"conditions": {"minAge": 1.5}}""", "conditions.minAge")]
    [InlineData("""{"conditions": {"minAge": 99999999999}}""", "conditions.minAge")]
    [InlineData("""{"organisationId": "geen"}""", "organisationId")]
    [InlineData("""{"asOfDate": "2026-13-01"}""", "asOfDate")]
    public async Task A_body_that_cannot_be_read_says_where(string body, string field)
    {
        using var editor = catalog.Caller("editor");
        Assert.Equal([field], (await editor.PostAsync(Services, body)).Is(HttpStatusCode.BadRequest).Errors);
    }

    [Fact]
    public async Task A_body_nests_no_deeper_than_a_person_writes()
    {
        using var editor = catalog.Caller("editor");
        foreach (var levels in new[] { 20, 5_000 })
            (await editor.PostAsync(Services, $$"""{"costs": {{new string('[', levels)}}{{new string(']', levels)}}}""")).Is(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task A_body_is_json(string? mediaType)
    {
        using var editor = catalog.Caller("editor");
        using var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.ContentType = mediaType is null ? null : new MediaTypeHeaderValue(mediaType);
        using var answer = await editor.PostAsync(Services, content);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_has_at_most_256_kilobytes(bool tellsItsLength)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"name": "{{new string('a', 300_000)}}"}""");
        using var editor = catalog.Caller("editor");
        using var request = new HttpRequestMessage(HttpMethod.Post, Services) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TransferEncodingChunked = !tellsItsLength;
        using var answer = await editor.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_parameter_that_cannot_be_read_is_named()
    {
        using var anyone = catalog.Caller();
        Assert.Equal(["page"], (await anyone.ReadAsync($"{Services}?page=een")).Is(HttpStatusCode.BadRequest).Errors);
        Assert.Equal(["page", "pageSize"], (await anyone.ReadAsync($"{Services}?page=0&pageSize=1000")).Is(HttpStatusCode.BadRequest).Errors.Order());
    }

    [Fact]
    public async Task Only_a_token_of_the_provider_counts()
    {
        using var editor = catalog.Caller("editor");
        var token = editor.DefaultRequestHeaders.Authorization!.Parameter!;
        var forged = token[..token.LastIndexOf('.')] + "." + Convert.ToBase64String(new byte[256]).TrimEnd('=').Replace('/', '_').Replace('+', '-');
        foreach (var wrong in new[] { "Bearer nonsense", $"Bearer {forged}", $"Basic {token}", "Bearer" })
        {
            using var client = catalog.Caller();
            var refused = (await client.PostAsync(Services, new { }, ("Authorization", wrong))).Is(HttpStatusCode.Unauthorized);
            Assert.Equal("Bearer", refused.Header("WWW-Authenticate"));
        }
    }

    [Fact]
    public async Task Open_data_may_be_kept_and_the_rest_may_not()
    {
        using var anyone = catalog.Caller();
        using var editor = catalog.Caller("editor");
        Assert.True((await anyone.ReadAsync(Services)).Headers.CacheControl is { Public: true, NoCache: true });
        Assert.True((await editor.ReadAsync(Services)).Headers.CacheControl is { Private: true, NoCache: true });
        Assert.Equal("no-store", (await anyone.ReadAsync($"{Services}?page=0")).Header("Cache-Control"));
        Assert.Equal("no-store", (await editor.PostAsync(Services, new { })).Header("Cache-Control"));
    }
}
