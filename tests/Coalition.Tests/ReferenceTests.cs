using System.Net;

namespace Coalition.Tests;

/// <summary>The reference lists, for everyone.</summary>
public sealed class ReferenceTests(CoalitionFixture service)
{
    [Theory]
    [InlineData("domains", 12)]
    [InlineData("components", 6)]
    [InlineData("support-types", 7)]
    [InlineData("process-steps", 6)]
    [InlineData("risk-groups", 7)]
    [InlineData("signaller-roles", 25)]
    [InlineData("national-offerings", 24)]
    [InlineData("pitfalls", 14)]
    [InlineData("plan-template", 14)]
    [InlineData("faq", 13)]
    [InlineData("tools", 28)]
    [InlineData("collaboration-tips", 7)]
    [InlineData("detection-rules", 37)]
    public async Task A_list_has_the_count_of_its_source(string list, int count)
    {
        using var anyone = service.Caller();
        var served = await anyone.ReadAsync($"/reference/{list}");
        Assert.Equal((count, count), (served.GetProperty("count").GetInt32(), served.Items().Length));
        Assert.All(served.Items(), item => Assert.NotEmpty(item.Text("label")));
    }

    [Fact]
    public async Task The_index_names_every_list_with_its_count()
    {
        using var anyone = service.Caller();
        var index = (await anyone.ReadAsync("/reference")).Items();
        Assert.Equal(index.Length, index.DistinctBy(i => i.Text("name")).Count());
        foreach (var item in index)
        {
            using var answer = await anyone.GetAsync(item.Text("href"));
            var list = await answer.BodyAsync(HttpStatusCode.OK);
            Assert.Equal(item.GetProperty("count").GetInt32(), list.GetProperty(list.TryGetProperty("total", out _) ? "total" : "count").GetInt32());
        }
    }

    [Fact]
    public async Task Municipalities_and_postcodes_come_in_pages()
    {
        using var anyone = service.Caller();
        using var answer = await anyone.GetAsync($"{Api.Base}/reference/municipalities?page=2&pageSize=50");
        var page = await answer.BodyAsync(HttpStatusCode.OK);
        Assert.Equal((50, 2), (page.Items().Length, page.GetProperty("page").GetInt32()));
        Assert.Contains("rel=\"next\"", answer.Headers.GetValues("Link").Single(), StringComparison.Ordinal);
        Assert.Equal("GM0344", (await anyone.ReadAsync("/reference/municipalities?name=utrecht")).Items().Single(m => m.Text("name") == "Utrecht").Text("code"));
        Assert.All((await anyone.ReadAsync("/reference/postcodes?municipality=GM0344")).Items(), p => Assert.Equal("GM0344", p.Text("municipality")));
        using var wrong = await anyone.GetAsync($"{Api.Base}/reference/postcodes?municipality=Utrecht&pageSize=101");
        Assert.Equal(["municipality", "pageSize"], await wrong.ErrorsAsync());
    }

    [Fact]
    public async Task A_list_that_has_not_changed_is_not_sent_again()
    {
        using var anyone = service.Caller();
        using var first = await anyone.GetAsync($"{Api.Base}/reference/domains");
        Assert.Equal("public, no-cache", string.Join(", ", first.Headers.GetValues("Cache-Control")));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Api.Base}/reference/domains");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await anyone.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task An_unknown_list_is_not_found()
    {
        using var anyone = service.Caller();
        using var answer = await anyone.GetAsync($"{Api.Base}/reference/nothing");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }
}
