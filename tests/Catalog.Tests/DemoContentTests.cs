extern alias seeder;
using System.Net;
using System.Text.Json.Nodes;
using Nabij.Catalog.Search.Dutch;
using Nabij.Reference;
using static Catalog.Tests.Asking;
using Activities = seeder::Nabij.Seeder.Activities;

namespace Catalog.Tests;

/// <summary>The made-up local services that the seeder publishes.</summary>
public sealed class DemoContentTests(CatalogFixture catalog)
{
    private readonly IReadOnlyList<JsonObject> _services = [.. new Activities().Services];

    [Fact]
    public async Task The_catalogue_takes_each_of_them()
    {
        using var editor = catalog.Caller("editor", "*");
        foreach (var organisation in _services.Select(s => s["organisationId"]!.GetValue<Guid>()).Distinct())
            await editor.PutAsync($"/catalog/v1/organisations/{organisation}", Organisation(), ("If-None-Match", "*"));
        foreach (var service in _services) (await editor.PostAsync(Asking.Services, service)).Is(HttpStatusCode.Created);
    }

    [Fact]
    public void They_are_the_same_in_each_run() =>
        Assert.Equal(_services.Select(s => s.ToJsonString()), new Activities().Services.Select(s => s.ToJsonString()));

    [Fact]
    public void They_are_many_and_of_all_kinds()
    {
        Assert.InRange(_services.Count, 280, 360);
        Assert.Equal(_services.Count, _services.Select(s => s["source"]!["id"]!.GetValue<string>()).Distinct().Count());
        Assert.True(_services.Select(s => s["scope"]!["municipalities"]![0]!.GetValue<string>()).Distinct().Count() >= 8);
        Assert.Empty(ReferenceLists.Get("support-types").Items.Select(i => i.Code).Except(Codes("supportTypes")));
        Assert.Empty(ReferenceLists.Get("target-groups").Items.Select(i => i.Code).Except(Codes("targetGroups")));
        Assert.Empty(ReferenceLists.Get("problems").Items.Select(i => i.Code).Except(Codes("problems")));
        Assert.Equal(["at-home", "online", "out-of-home", "phone"], Codes("setting").Order(StringComparer.Ordinal));
    }

    /// <summary>A visitor must not take them for real.</summary>
    [Fact]
    public void Nobody_can_be_reached_by_them() => Assert.All(_services, s =>
    {
        Assert.Contains(" 555 ", s["contact"]!["phone"]!.GetValue<string>());
        Assert.All(s["locations"]!.AsArray(), l => Assert.StartsWith("Verzonnenplein", l!["address"]!.GetValue<string>()));
    });

    [Theory]
    [InlineData("wandelen")]
    [InlineData("samen eten")]
    [InlineData("mijn man is overleden")]
    [InlineData("geldproblemen")]
    [InlineData("computerhulp")]
    [InlineData("iemand om mee te praten")]
    public void Many_municipalities_have_something_for(string question)
    {
        var words = DutchAnalyzer.Default.Query(question, Synonyms.Default);
        var towns = _services.Where(s => Terms(s) is var terms && words.All(w => w.Alternatives.Any(a => terms.Contains(a.Text))))
            .Select(s => s["scope"]!["municipalities"]![0]!.GetValue<string>()).Distinct();
        Assert.True(towns.Count() >= 5);
    }

    private IEnumerable<string> Codes(string field) => _services.SelectMany(s => s[field]!.AsArray()).Select(c => c!.GetValue<string>()).Distinct();

    private static HashSet<string> Terms(JsonObject service) =>
        [.. DutchAnalyzer.Default.Read(string.Join(". ", service["essence"]!.AsObject().Select(e => e.Value!.GetValue<string>()).Prepend(service["name"]!.GetValue<string>()))).Terms.Select(t => t.Text)];
}
