using System.Net;
using System.Text.Json;
using static Catalog.Tests.Hsds.HsdsAsking;

namespace Catalog.Tests.Hsds;

/// <summary>Open to everyone, and clear to who asks wrongly.</summary>
public sealed class HsdsDoorTests(CatalogFixture catalog)
{
    [Theory]
    [InlineData("", 200), InlineData("/", 200), InlineData("/services", 200), InlineData("/services/", 200), InlineData("/taxonomies?format=ndjson", 200)]
    [InlineData("/services?format=ndjson&per_page=1&organization_id=00000000-0000-0000-0000-000000000001", 200)]
    [InlineData("/services/00000000-0000-0000-0000-000000000000", 404), InlineData("/services/geen", 404), InlineData("/nothing", 404), InlineData("/../v2", 404)]
    [InlineData("/services?page=0", 400), InlineData("/services?search=%00", 400)]
    public async Task A_page_of_any_origin_may_read_every_answer(string path, int status)
    {
        using var anyone = catalog.Caller();
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
        {
            var answer = await anyone.AskAsync(method, Root + path, null, ("Origin", "https://portal.example"));
            Assert.Equal(status, (int)answer.Status);
            Assert.Equal("*", answer.Header("Access-Control-Allow-Origin"));
            if (method == HttpMethod.Head) Assert.Empty(answer.Text);
            else if (status >= 400) Assert.Equal("application/problem+json", answer.MediaType);
        }
    }

    [Fact]
    public async Task A_browser_may_ask_first_and_nothing_can_be_written()
    {
        using var anyone = catalog.Caller();
        var asked = await anyone.AskAsync(HttpMethod.Options, $"{Root}/services", null, ("Origin", "https://portal.example"), ("Access-Control-Request-Method", "GET"), ("Access-Control-Request-Headers", "x-own"));
        Assert.Equal((HttpStatusCode.NoContent, "*", "*"), (asked.Status, asked.Header("Access-Control-Allow-Origin"), asked.Header("Access-Control-Allow-Headers")));
        var refused = (await anyone.PostAsync($"{Root}/services", new { })).Is(HttpStatusCode.MethodNotAllowed);
        Assert.Equal("*", refused.Header("Access-Control-Allow-Origin"));
        Assert.Null((await anyone.ReadAsync("/catalog/v1/services")).Header("Access-Control-Allow-Origin"));
        (await anyone.ReadAsync("/catalog/v1/services/")).Is(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("/services?page=x", "page"), InlineData("/services?page=0", "page"), InlineData("/services?page=99999999999", "page"), InlineData("/services?page=1&page=2", "page")]
    [InlineData("/services?per_page=x&full=ja&minimal=2&format=xml", "format,full,minimal,per_page")]
    [InlineData("/services?organization_id=x&taxonomy_id=x&taxonomy_term_id=x", "organization_id,taxonomy_id,taxonomy_term_id")]
    [InlineData("/services?modified_after=gisteren", "modified_after"), InlineData("/services?modified_after=2026-13-01", "modified_after")]
    [InlineData("/services?modified_after=0001-01-01T00:00:00%2B14:00", "modified_after")]
    [InlineData("/services?minimum_age=-1&maximum_age=oud", "maximum_age,minimum_age")]
    [InlineData("/service_at_locations?postcode=0000", "postcode"), InlineData("/service_at_locations?postcode=3511AB&proximity=ver", "proximity")]
    [InlineData("/service_at_locations?proximity=100", "proximity"), InlineData("/service_at_locations?postcode=3511&proximity=-1", "proximity")]
    [InlineData("/organizations?full_service=ja", "full_service"), InlineData("/organizations/00000000-0000-0000-0000-000000000000?full_service=ja", "full_service")]
    [InlineData("/taxonomy_terms?parent_id=x&top_only=x&taxonomy_id=x", "parent_id,taxonomy_id,top_only"), InlineData("/taxonomies?page=-1", "page")]
    public async Task What_is_asked_wrongly_is_named(string path, string fields)
    {
        using var anyone = catalog.Caller();
        Assert.Equal(fields.Split(','), (await anyone.ReadAsync(Root + path)).Is(HttpStatusCode.BadRequest).Errors.Order());
        var english = (await anyone.ReadAsync(Root + path, ("Accept-Language", "en"))).Is(HttpStatusCode.BadRequest);
        Assert.Equal("The request is not valid", english.Body.Text("title"));
    }

    [Fact]
    public async Task A_search_is_bounded_and_harmless()
    {
        using var anyone = catalog.Caller();
        foreach (var text in new[] { new string('a', 201), string.Join(' ', Enumerable.Range(0, 21)) })
            Assert.Equal(["search"], (await anyone.ReadAsync($"{Root}/services?search={Uri.EscapeDataString(text)}")).Is(HttpStatusCode.BadRequest).Errors);
        var ids = string.Join('&', Enumerable.Repeat($"taxonomy_id={Guid.NewGuid()}", 21));
        Assert.Equal(["taxonomy_id"], (await anyone.ReadAsync($"{Root}/services?{ids}")).Is(HttpStatusCode.BadRequest).Errors);
        foreach (var list in new[] { "services", "service_at_locations", "organizations", "taxonomies", "taxonomy_terms" })
            foreach (var text in new[] { "'; drop table service; --", "\\", "%", "\ufffe", "\u202e", "💚", "a\tb\nc", "(((", "*", "\"" })
                (await anyone.ReadAsync($"{Root}/{list}?search={Uri.EscapeDataString(text)}")).Is(HttpStatusCode.OK);
        (await anyone.ReadAsync($"{Root}/services?modified_after=0001-01-01")).Is(HttpStatusCode.OK);
        (await anyone.ReadAsync($"{Root}/services?modified_after=2026-01-01T10:00:00+01:00")).Is(HttpStatusCode.OK);
        (await anyone.ReadAsync($"{Root}/services?page=100000&per_page=100")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task It_says_what_it_is_and_what_it_says_resolves()
    {
        using var anyone = catalog.Caller();
        var root = await catalog.HsdsAsync("/");
        Assert.Equal("3.0", root.Text("version"));
        Assert.Equal("""{"name":"Hulp bij zoeken","number":"14 030"}""", root.GetProperty("x_helpdesk").GetRawText());
        var profile = JsonElement.Parse(await anyone.GetStringAsync(root.Text("profile")));
        Assert.Contains(profile.GetProperty("files").EnumerateArray(), f => f.GetString()!.EndsWith("/profile/profile/service.json", StringComparison.Ordinal));
        foreach (var file in profile.GetProperty("files").EnumerateArray())
        {
            var patch = JsonElement.Parse(await anyone.GetStringAsync(file.GetString()));
            Assert.All(patch.GetProperty("properties").EnumerateObject(), p => Assert.True(p.Name.StartsWith("x_", StringComparison.Ordinal) || p.Name is "capacities" or "label", p.Name));
        }

        var document = JsonElement.Parse(await anyone.GetStringAsync(root.Text("openapi_url")));
        Assert.StartsWith("3.1", document.Text("openapi"), StringComparison.Ordinal);
        foreach (var path in document.GetProperty("paths").EnumerateObject().Where(p => !p.Name.Contains('{', StringComparison.Ordinal)))
            (await anyone.ReadAsync(Root + path.Name)).Is(HttpStatusCode.OK);
        Assert.DoesNotContain("hsds", await anyone.GetStringAsync("/catalog/v1/openapi.json"), StringComparison.OrdinalIgnoreCase);

        using var forwarded = catalog.Caller();
        var outside = (await forwarded.ReadAsync(Root, ("X-Forwarded-Host", "nabij.example"), ("X-Forwarded-Proto", "https"))).Is(HttpStatusCode.OK).Body;
        Assert.Equal("https://nabij.example/catalog/hsds/v3/profile", outside.Text("profile"));
        (await forwarded.ReadAsync(Root, ("X-Forwarded-Host", "a b\"<"), ("X-Forwarded-Proto", "ftp"))).Is(HttpStatusCode.OK);
    }

    /// <summary>What the profile does not name, we do not add.</summary>
    [Fact]
    public async Task All_that_is_added_stands_in_the_profile()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var id = await catalog.PublishAsync(Rich(organisation));
        using var anyone = catalog.Caller();
        var profile = await catalog.HsdsAsync("/profile");
        HashSet<string> named = ["x_helpdesk"];
        foreach (var file in profile.GetProperty("files").EnumerateArray())
            foreach (var property in JsonElement.Parse(await anyone.GetStringAsync(file.GetString())).GetProperty("properties").EnumerateObject()) named.Add(property.Name);
        var text = (await anyone.ReadAsync($"{Root}/services/{id}")).Text;
        var used = System.Text.RegularExpressions.Regex.Matches(text, "\"(x_[a-z_]+)\":").Select(m => m.Groups[1].Value).Distinct().ToArray();
        Assert.True(used.Length >= 7);
        Assert.Empty(used.Except(named));
    }

    [Fact]
    public async Task Who_has_read_it_asks_whether_it_is_still_right()
    {
        using var anyone = catalog.Caller();
        var first = (await anyone.ReadAsync($"{Root}/taxonomies")).Is(HttpStatusCode.OK);
        Assert.True(first.Headers.CacheControl is { Public: true, NoCache: true });
        (await anyone.ReadAsync($"{Root}/taxonomies", ("If-None-Match", first.Header("ETag")!))).Is(HttpStatusCode.NotModified);
        Assert.True((await anyone.ReadAsync($"{Root}/taxonomies?format=ndjson")).Headers.CacheControl is { Public: true, NoCache: true });
    }
}
