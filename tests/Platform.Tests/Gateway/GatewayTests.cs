using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Platform.Tests.Gateway;

/// <summary>What the gateway does itself: it counts requests, and answers for a service that is away.</summary>
public sealed class GatewayTests
{
    private const string Search = "/catalog/v1/services?pageSize=1";

    [Fact]
    public async Task Who_asks_too_much_is_told_to_wait()
    {
        using var gateway = OwnGateway.Start(("Limits:Anonymous:Permits", "3"), ("Limits:Anonymous:Window", "00:05:00"));
        using var anyone = await gateway.ClientAsync();
        foreach (var left in new[] { "2", "1", "0" })
        {
            using var answer = await anyone.GetAsync(Search);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(left, answer.Headers.GetValues("RateLimit-Remaining").Single());
        }

        await AssertRefusedAsync(await anyone.GetAsync(Search), HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_token_and_a_portal_are_counted_apart_from_the_crowd()
    {
        using var gateway = OwnGateway.Start(("Limits:Anonymous:Permits", "1"), ("Limits:SignedIn:Permits", "2"), ("Limits:Portal:Permits", "50"));
        foreach (var (account, permits) in new[] { (null, 1), ("editor-gm0344", 2), ("editor-gm0363", 2), ((string?)"client:portal", 50) })
        {
            using var client = await gateway.ClientAsync(account);
            for (var n = 0; n < Math.Min(permits, 5); n++)
            {
                using var answer = await client.GetAsync(Search);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }

            if (permits < 5) await AssertRefusedAsync(await client.GetAsync(Search), HttpStatusCode.TooManyRequests);
        }
    }

    [Fact]
    public async Task The_door_for_receipts_is_narrower_than_the_rest()
    {
        using var gateway = OwnGateway.Start(("Limits:Receipts:Permits", "1"));
        using var anyone = await gateway.ClientAsync();
        using (var wrong = await anyone.PostAsJsonAsync("/signals/v1/receipts/session", new { receipt = "AAAA-BBBB-CCCC-DDDD" })) Assert.Equal(HttpStatusCode.NotFound, wrong.StatusCode);
        await AssertRefusedAsync(await anyone.PostAsJsonAsync("/signals/v1/receipts/session", new { receipt = "AAAA-BBBB-CCCC-EEEE" }), HttpStatusCode.TooManyRequests);
        using var other = await anyone.GetAsync("/signals/v1/cards");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task A_service_that_is_away_is_unavailable_and_the_others_are_served()
    {
        using var gateway = OwnGateway.Start(("Services:catalog", "http://127.0.0.1:1"));
        using var anyone = await gateway.ClientAsync();
        await AssertRefusedAsync(await anyone.GetAsync(Search), HttpStatusCode.ServiceUnavailable);
        using var other = await anyone.GetAsync("/signals/v1/cards");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task A_page_of_any_origin_may_read_the_open_standard_also_when_it_is_refused()
    {
        const string root = "/catalog/hsds/v3";
        using var gateway = OwnGateway.Start(("Limits:Anonymous:Permits", "4"));
        using var anyone = await gateway.ClientAsync();
        foreach (var (path, status) in new[] { ("/", 200), ("/services?per_page=1", 200), ("/services?page=0", 400), ("/nothing", 404), ("/services", 429) }) await AssertOpenAsync(anyone, HttpMethod.Get, root + path, status);
        await AssertOpenAsync(anyone, HttpMethod.Options, root, 204);

        using var away = OwnGateway.Start(("Services:catalog", "http://127.0.0.1:1"));
        using var other = await away.ClientAsync();
        await AssertOpenAsync(other, HttpMethod.Get, root, 503);
        other.DefaultRequestHeaders.Authorization = new("Bearer", "nonsense");
        await AssertOpenAsync(other, HttpMethod.Get, root, 401);

        static async Task AssertOpenAsync(HttpClient client, HttpMethod method, string path, int status)
        {
            using var request = new HttpRequestMessage(method, path);
            using var answer = await client.SendAsync(request);
            Assert.Equal((path, status), (path, (int)answer.StatusCode));
            Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        }
    }

    [Fact]
    public async Task A_bad_token_goes_no_further_even_where_none_is_needed()
    {
        using var gateway = OwnGateway.Start();
        using var anyone = await gateway.ClientAsync();
        anyone.DefaultRequestHeaders.Authorization = new("Bearer", "eyJhbGciOiJub25lIn0.eyJyb2xlcyI6WyJlZGl0b3IiXX0.");
        using var answer = await anyone.GetAsync(Search);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private static async Task AssertRefusedAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        using var _ = answer;
        Assert.Equal(status, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.NotEqual("", problem.GetProperty("detail").GetString());
    }
}
