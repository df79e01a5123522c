using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Nabij.Catalog.Demand;
using Nabij.Contracts;
using Nabij.Testing;
using static Catalog.Tests.Asking;

namespace Catalog.Tests.Demand;

/// <summary>What people searched for and did not find. One class: its tests go round one after the other.</summary>
public sealed class UnmetDemandTests(CatalogFixture catalog)
{
    private const string Path = "/catalog/v1/demand/unmet";

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private static readonly DateTimeOffset Yesterday = new(Now.UtcDateTime.Date.AddDays(-1).AddHours(8), TimeSpan.Zero);

    [Fact]
    public async Task A_search_without_results_is_counted_once_and_none_of_its_words_is_kept()
    {
        const string here = "GM0307";
        using var anyone = catalog.Caller();
        await catalog.IndexedAsync();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(0, (await anyone.ReadAsync($"{Services}?municipality={here}&q=rouw%20qzxwvk&supportType=valued-role&page={i + 1}")).Is(HttpStatusCode.OK).Body.GetProperty("total").GetInt64());
            (await anyone.PostAsync($"{Services}/search", $$"""{"municipality": "{{here}}", "q": "rouw qzxwvk", "supportType": ["valued-role"]}""")).Is(HttpStatusCode.OK);
        }

        await Eventually.TrueAsync(async () => await catalog.ScalarAsync<long>("select count(*) from unmet_search where municipality = @here", new { here }) > 0);
        Assert.Equal("valued-role bereavement bereaved",
            await catalog.ScalarAsync<string>("select distinct support_type || ' ' || problem || ' ' || target_group from unmet_search where municipality = @here", new { here }));
        // Two at most: a quarter of an hour may have ended meanwhile.
        Assert.InRange(await catalog.ScalarAsync<int>("select sum(searches)::int from unmet_search where municipality = @here", new { here }), 1, 2);
        Assert.Equal(0, await catalog.ScalarAsync<long>("select count(*) from unmet_search u where u::text like '%qzxwvk%'"));
    }

    [Fact]
    public async Task A_search_with_results_is_not_counted()
    {
        const string here = "GM0794";
        await catalog.PublishAsync(Content(await catalog.ListOrganisationAsync(), here));
        await catalog.FindAsync($"municipality={here}&supportType=meeting-opportunities");
        await StoredAsync(here, "social-skills", Yesterday);
        using var anyone = catalog.Caller();
        (await anyone.ReadAsync($"{Services}?municipality={here}&q=qzxwvk&supportType=practical-support")).Is(HttpStatusCode.OK);
        await Eventually.TrueAsync(async () => await catalog.ScalarAsync<long>("select count(*) from unmet_search where municipality = @here and support_type = 'practical-support'", new { here }) == 1);
        Assert.Equal(0, await catalog.ScalarAsync<long>("select count(*) from unmet_search where municipality = @here and support_type = 'meeting-opportunities'", new { here }));
    }

    [Fact]
    public async Task Ten_searches_are_told_and_nine_are_not()
    {
        const string here = "GM0748";
        using var editor = catalog.Caller("editor", here);
        for (var i = 0; i < 9; i++) await StoredAsync(here, "valued-role", Yesterday.AddMinutes(15 * i));
        for (var i = 0; i < 20; i++) await StoredAsync(here, "valued-role", Yesterday.AddMinutes(120 + (i % 15))); // the ninth quarter again
        await RoundAsync(Now);
        Assert.Empty(await ListAsync(editor, here));

        await StoredAsync(here, "valued-role", Yesterday.AddMinutes(15 * 9));
        await RoundAsync(Yesterday.AddMinutes(600)); // the day has not passed
        Assert.Empty(await ListAsync(editor, here));
        await RoundAsync(Now);
        await RoundAsync(Now);
        var told = await catalog.Broker.HearAsync<DemandUnmet>(e => e.Municipality == here);
        Assert.Equal(("valued-role", null, null, 10, 1L), (told.SupportType, told.Problem, told.TargetGroup, told.Searches, told.AggregateVersion));
        Assert.Equal(["valued-role 10"], await ListAsync(editor, here));

        for (var i = 10; i < 19; i++) await StoredAsync(here, "valued-role", Yesterday.AddMinutes(15 * i)); // nineteen are ten
        await RoundAsync(Now);
        await StoredAsync(here, "valued-role", Yesterday.AddMinutes(15 * 19));
        await RoundAsync(Now);
        var second = await catalog.Broker.HearAsync<DemandUnmet>(e => e.Municipality == here && e.Searches > 10);
        Assert.Equal((20, 2L), (second.Searches, second.AggregateVersion));
        Assert.Equal(2, catalog.Broker.Heard<DemandUnmet>().Count(e => e.Municipality == here));

        await RoundAsync(Yesterday.AddDays(31)); // too long ago
        Assert.Empty(await ListAsync(editor, here));
    }

    [Fact]
    public async Task Who_keeps_the_catalogue_and_who_steers_the_coalition_read_it_for_their_municipality()
    {
        const string here = "GM0995";
        for (var i = 0; i < 12; i++) await StoredAsync(here, "valued-role", Yesterday.AddMinutes(15 * i));
        await RoundAsync(Now);
        var organisation = await catalog.ListOrganisationAsync();
        await catalog.PublishAsync(Content(organisation, here).With("supportTypes", new JsonArray("valued-role")));

        foreach (var role in new[] { "editor", "coordinator" })
        {
            using var caller = catalog.Caller(role, here);
            var item = Assert.Single((await caller.ReadAsync(Path)).Is(HttpStatusCode.OK).Body.GetProperty("items").EnumerateArray());
            Assert.Equal((here, 10, true), (item.GetProperty("municipality").GetString(), item.GetProperty("searches").GetInt32(), item.GetProperty("services").GetInt64() >= 1));
            Assert.False(item.TryGetProperty("problem", out _));
            using var elsewhere = catalog.Caller(role, "GM0363");
            (await elsewhere.ReadAsync($"{Path}?municipality={here}")).Is(HttpStatusCode.Forbidden);
            Assert.DoesNotContain(here, (await elsewhere.ReadAsync(Path)).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        }

        (await catalog.Caller("provider", here).ReadAsync(Path)).Is(HttpStatusCode.Forbidden);
        (await catalog.Caller().ReadAsync(Path)).Is(HttpStatusCode.Unauthorized);
        Assert.Equal(["municipality"], (await catalog.Caller("editor", "*").ReadAsync($"{Path}?municipality=GM9999")).Is(HttpStatusCode.BadRequest).Errors);
    }

    private Task StoredAsync(string municipality, string supportType, DateTimeOffset at) =>
        catalog.Services.GetRequiredService<UnmetSearches>().StoreAsync([new UnmetNeed(municipality, supportType, "", "")], at, TestContext.Current.CancellationToken);

    private async Task RoundAsync(DateTimeOffset now) => await catalog.Services.GetRequiredService<UnmetDemandRound>().RunAsync(now, TestContext.Current.CancellationToken);

    private static async Task<string[]> ListAsync(HttpClient caller, string municipality) =>
        [.. (await caller.ReadAsync($"{Path}?municipality={municipality}")).Is(HttpStatusCode.OK).Body.GetProperty("items").EnumerateArray()
            .Select(i => $"{i.GetProperty("supportType").GetString()} {i.GetProperty("searches").GetInt32()}")];
}
