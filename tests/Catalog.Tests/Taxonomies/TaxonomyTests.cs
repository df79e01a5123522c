using System.Net;
using System.Text.Json;
using Catalog.Tests.Hsds;
using Nabij.Contracts;
using static Catalog.Tests.Asking;

namespace Catalog.Tests.Taxonomies;

/// <summary>What a municipality tells services apart by, besides what the platform does.</summary>
public sealed class TaxonomyTests(CatalogFixture catalog)
{
    private static readonly object Pass = new { code = "u-pas", label = "U-pas geldig", labelEn = "U-pas accepted", description = "Betaal met het tegoed op uw pas." };
    private static readonly object Circus = new { code = "circus", label = "Buurtcircus" };

    private static readonly object Chosen = Codes("u-pas"), Unknown = Codes("circus");

    private readonly string _here = catalog.NextMunicipality();

    [Fact]
    public async Task A_resident_sees_it_filters_on_it_and_finds_its_words()
    {
        await KeepAsync(_here, Pass, Circus);
        var with = await PublishAsync("Zeepkistrace met korting");
        var without = await PublishAsync("Zeepkistrace");
        await LabelAsync(_here, with, "circus", "u-pas");

        var found = await catalog.SearchAsync($"municipality={_here}&label=u-pas&q=zeepkistrace");
        Assert.Equal([with], Ids(found));
        Assert.Equal(["u-pas 1 True U-pas geldig", "circus 1 False Buurtcircus"], Facet(found));
        Assert.Equal(["U-pas geldig", "Buurtcircus"], found.GetProperty("items")[0].GetProperty("labels").EnumerateArray().Select(l => l.GetProperty("label").GetString()));

        // The words of a label are found as those of the service itself, also once they are others.
        Assert.Equal([with], await catalog.FindAsync($"municipality={_here}&q=buurtcircus"));
        await ChangeAsync(_here, Pass, new { code = "circus", label = "Goochelschool" });
        Assert.Equal([with], await catalog.FindAsync($"municipality={_here}&q=goochelschool"));
        Assert.Empty(await catalog.FindAsync($"municipality={_here}&q=buurtcircus"));

        // Two labels are alternatives; other municipalities have nothing of it.
        Assert.Equal([with], await catalog.FindAsync($"municipality={_here}&q=zeepkistrace&label=u-pas&label=circus"));
        var all = await catalog.SearchAsync($"municipality={_here}&q=zeepkistrace");
        Assert.Equal([with, without], Ids(all).Order());
        Assert.Empty(Facet(await catalog.SearchAsync($"municipality={catalog.NextMunicipality()}")));
        Assert.Empty(Facet(await catalog.SearchAsync("q=zeepkistrace")));

        // Nothing with it: how many there are without.
        await LabelAsync(_here, with, "u-pas");
        var nothing = await catalog.SearchAsync($"municipality={_here}&label=circus&q=zeepkistrace");
        Assert.Equal(("label", 2), (nothing.GetProperty("relaxations")[0].GetProperty("drop").GetString(), nothing.GetProperty("relaxations")[0].GetProperty("total").GetInt32()));
    }

    [Fact]
    public async Task A_service_a_comparison_and_an_export_tell_it()
    {
        await KeepAsync(_here, Pass);
        var (with, without) = (await PublishAsync("Zingen"), await PublishAsync("Dansen"));
        using var anyone = catalog.Caller();
        Assert.DoesNotContain("labels", Fields(await CompareAsync()));
        await LabelAsync(_here, with, "u-pas");

        Assert.False((await anyone.ReadAsync($"{Services}/{with}")).Body.TryGetProperty("labels", out _));
        var label = (await anyone.ReadAsync($"{Services}/{with}?municipality={_here}")).Is(HttpStatusCode.OK).Body.GetProperty("labels")[0];
        Assert.Equal((_here, "u-pas", "U-pas accepted"), (label.GetProperty("municipality").GetString(), label.GetProperty("code").GetString(), label.GetProperty("labelEn").GetString()));
        Assert.Equal("labels Volgens de gemeente [U-pas geldig|geen] True", Assert.Single(Fields(await CompareAsync()), f => f.StartsWith("labels", StringComparison.Ordinal)));
        Assert.Contains("\"label\":\"U-pas geldig\"", (await anyone.ReadAsync($"/catalog/v1/exports/services.ndjson?municipality={_here}")).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);

        async Task<JsonElement> CompareAsync() => (await anyone.ReadAsync($"{Services}/compare?id={with}&id={without}&municipality={_here}")).Is(HttpStatusCode.OK).Body;

        static string[] Fields(JsonElement comparison) => [.. comparison.GetProperty("rows").EnumerateArray().Select(r =>
            $"{r.GetProperty("field").GetString()} {r.GetProperty("label").GetString()} [{string.Join('|', r.GetProperty("values").EnumerateArray())}] {r.GetProperty("differs")}")];
    }

    [Fact]
    public async Task Other_directories_read_it_as_a_taxonomy_and_hear_of_changes()
    {
        await KeepAsync(_here, Pass, Circus);
        var service = await PublishAsync("Zwemmen");
        var before = (await catalog.HsdsAsync($"/services/{service}")).Text("last_modified")!;
        await LabelAsync(_here, service, "circus");

        var taxonomy = Assert.Single(await catalog.ContentsAsync($"/taxonomies?search={_here}"));
        Assert.Equal(taxonomy.ToString(), (await catalog.HsdsAsync($"/taxonomies/{taxonomy.GetProperty("id").GetGuid()}")).ToString());
        var terms = await catalog.ContentsAsync($"/taxonomy_terms?taxonomy_id={taxonomy.GetProperty("id").GetGuid()}");
        Assert.Equal(["u-pas", "circus"], terms.Select(t => t.Text("code")));
        var (pass, circus) = (terms[0].GetProperty("id").GetGuid(), terms[1].GetProperty("id").GetGuid());
        Assert.Equal("Buurtcircus", (await catalog.HsdsAsync($"/taxonomy_terms/{circus}")).Text("name"));

        var read = await catalog.HsdsAsync($"/services/{service}");
        Assert.True(string.CompareOrdinal(before, read.Text("last_modified")) < 0);
        Assert.Equal(circus, Assert.Single(read.GetProperty("attributes").EnumerateArray(), a => a.Text("link_type") == "label").GetProperty("taxonomy_term_id").GetGuid());
        Assert.Equal([service], (await catalog.ContentsAsync($"/services?taxonomy_term_id={circus}")).Ids());
        Assert.Equal([service], (await catalog.ContentsAsync($"/services?taxonomy_id={taxonomy.GetProperty("id").GetGuid()}&taxonomy_term_id={circus}")).Ids());
        Assert.Empty(await catalog.ContentsAsync($"/services?taxonomy_term_id={pass}"));
        Assert.Empty(await catalog.ContentsAsync($"/services?taxonomy_term_id={circus}&taxonomy_term_id={pass}"));
        Assert.Empty(await catalog.ContentsAsync($"/services?taxonomy_id={Guid.NewGuid()}"));
    }

    [Fact]
    public async Task A_national_service_has_those_of_each_municipality_apart()
    {
        var there = catalog.NextMunicipality();
        await KeepAsync(_here, Pass);
        await KeepAsync(there, new { code = "u-pas", label = "Stadspas geldig" });
        var national = await catalog.PublishAsync(Content(await catalog.ListOrganisationAsync()).With("name", "Luisterlijn"));
        await LabelAsync(_here, national, "u-pas");
        await LabelAsync(there, national, "u-pas");
        await LabelAsync(there, national);
        Assert.Equal([national], await catalog.FindAsync($"municipality={_here}&label=u-pas"));
        Assert.Empty(await catalog.FindAsync($"municipality={there}&label=u-pas"));
        // What one municipality says of it, nobody finds elsewhere.
        Assert.DoesNotContain(national, await catalog.FindAsync($"municipality={there}&q=u-pas"));

        foreach (var (version, municipality) in new[] { (3, _here), (4, there), (5, there) })
        {
            var heard = await catalog.Broker.HearAsync<ServiceChanged>(e => e.ServiceId == national && e.AggregateVersion == version);
            Assert.Equal(("labels", municipality), (string.Join(' ', heard.ChangedFields), heard.Municipality));
        }

        // Said again it is no news, and the clock of the text stays.
        using var editor = catalog.Caller("editor", there);
        var tag = (await editor.ReadAsync(LabelsOf(national, there))).Header("ETag")!;
        Assert.Equal(tag, (await editor.PutAsync(LabelsOf(national, there), Codes(), ("If-Match", tag))).Is(HttpStatusCode.OK).Header("ETag"));
        Assert.True(await catalog.ScalarAsync<bool>("select changed_at = published_at from service where id = @id", new { id = national }));
    }

    [Fact]
    public async Task A_term_in_use_is_not_dropped()
    {
        await KeepAsync(_here, Pass, Circus);
        var (shown, ended) = (await PublishAsync("Koken"), await PublishAsync("Bakken"));
        await LabelAsync(_here, shown, "u-pas");
        await LabelAsync(_here, ended, "circus");
        using var editor = catalog.Caller("editor", _here);
        (await editor.StepAsync(ended, "archive", 3, new { reason = "Gestopt." })).Is(HttpStatusCode.OK);

        var refused = (await editor.PutAsync(PathOf(_here), new { terms = Array.Empty<object>() }, IfMatch(1))).Is(HttpStatusCode.Conflict);
        Assert.Contains("U-pas geldig (1)", refused.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("circus", refused.Body.GetProperty("detail").GetString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal([shown], refused.Body.GetProperty("services").EnumerateArray().Select(s => s.GetGuid()));
        Assert.Equal(2, (await editor.ReadAsync(PathOf(_here))).Body.GetProperty("terms").GetArrayLength());

        await LabelAsync(_here, shown);
        Assert.Equal("\"2\"", (await editor.PutAsync(PathOf(_here), new { terms = Array.Empty<object>() }, IfMatch(1))).Is(HttpStatusCode.OK).Header("ETag"));
        Assert.Empty((await editor.ReadAsync(PathOf(_here))).Body.GetProperty("terms").EnumerateArray());
    }

    [Fact]
    public async Task Only_an_editor_of_the_municipality_changes_it_and_nobody_unseen()
    {
        var there = catalog.NextMunicipality();
        await KeepAsync(_here, Pass);
        var service = await PublishAsync("Schaken");
        using var editor = catalog.Caller("editor", _here);
        (await catalog.Caller().PutAsync(PathOf(_here), new { terms = new[] { Circus } }, IfMatch(1))).Is(HttpStatusCode.Unauthorized);
        foreach (var path in new[] { PathOf(_here), LabelsOf(service, _here) })
        {
            var body = path == PathOf(_here) ? new { terms = new[] { Circus } } : Chosen;
            (await catalog.Caller("provider", _here).PutAsync(path, body, IfMatch(1))).Is(HttpStatusCode.Forbidden);
            (await catalog.Caller("editor", there).PutAsync(path, body, IfMatch(1))).Is(HttpStatusCode.Forbidden);
            (await editor.PutAsync(path, body)).Is(HttpStatusCode.PreconditionRequired);
            (await editor.PutAsync(path, body, IfMatch(7))).Is(HttpStatusCode.PreconditionFailed);
        }

        // It is not offered there, or does not exist, or is not shown yet.
        await KeepAsync(there, Pass);
        using var neighbour = catalog.Caller("editor", there);
        (await neighbour.PutAsync(LabelsOf(service, there), Chosen, IfMatch(0))).Is(HttpStatusCode.Conflict);
        (await editor.PutAsync(LabelsOf(Guid.NewGuid(), _here), Chosen, IfMatch(0))).Is(HttpStatusCode.NotFound);
        var draft = await catalog.RegisterAsync(Content(await catalog.ListOrganisationAsync(), _here));
        (await catalog.Caller().ReadAsync(LabelsOf(draft, _here))).Is(HttpStatusCode.NotFound);
        (await neighbour.PutAsync(LabelsOf(draft, there), Chosen, IfMatch(0))).Is(HttpStatusCode.NotFound);
        (await editor.PutAsync(LabelsOf(draft, _here), Chosen, IfMatch(0))).Is(HttpStatusCode.OK);
        Assert.Equal("u-pas", (await editor.ReadAsync(LabelsOf(draft, _here))).Is(HttpStatusCode.OK).Body.GetProperty("labels")[0].GetProperty("code").GetString());
        Assert.Equal(["codes"], (await editor.PutAsync(LabelsOf(draft, _here), Unknown, ("If-Match", "*"))).Is(HttpStatusCode.BadRequest).Errors);
        Assert.Equal(["label"], (await editor.ReadAsync($"{Services}?label=u-pas")).Is(HttpStatusCode.BadRequest).Errors);
    }

    [Fact]
    public async Task Only_another_who_labels_comes_between()
    {
        await KeepAsync(_here, Pass, Circus);
        var service = await PublishAsync("Jongleren");
        using var editor = catalog.Caller("editor", _here);
        var read = (await editor.ReadAsync(LabelsOf(service, _here))).Is(HttpStatusCode.OK).Header("ETag")!;
        (await editor.StepAsync(service, "pause", 2, new { reason = "Zomerstop." })).Is(HttpStatusCode.OK);
        var labelled = (await editor.PutAsync(LabelsOf(service, _here), Chosen, ("If-Match", read))).Is(HttpStatusCode.OK).Header("ETag")!;
        (await editor.PutAsync(LabelsOf(service, _here), Codes("circus"), ("If-Match", read))).Is(HttpStatusCode.PreconditionFailed);
        (await editor.PutAsync(LabelsOf(service, _here), Codes("circus"), ("If-Match", labelled))).Is(HttpStatusCode.OK);
    }

    /// <summary>The row of the municipality has two keys: whoever comes second must stumble over neither.</summary>
    [Fact]
    public async Task Many_who_begin_at_the_same_moment_all_get_an_answer()
    {
        using var editor = catalog.Caller("editor", "*");
        for (var round = 0; round < 6; round++)
        {
            var path = PathOf(catalog.NextMunicipality());
            var answers = await Task.WhenAll(Enumerable.Range(0, 48).Select(_ => editor.PutAsync(path, new { terms = new[] { Pass } }, IfMatch(0))));
            Assert.Single(answers, a => a.Status == HttpStatusCode.OK);
            Assert.Equal(47, answers.Count(a => a.Status == HttpStatusCode.PreconditionFailed));
        }
    }

    [Theory]
    [InlineData("""{"terms": [null]}""", "terms[0]")]
    [InlineData("""{"terms": [{"code": "U pas", "label": "U-pas"}]}""", "terms[0].code")]
    [InlineData("""{"terms": [{"code": "u-", "label": "U-pas"}]}""", "terms[0].code")]
    [InlineData("""{"terms": [{"code": "pas", "label": "a"}]}""", "terms[0].label")]
    [InlineData("""{"terms": [{"code": "pas", "label": "Pas"}, {"code": "pas", "label": "Kaart"}]}""", "terms[1].code")]
    [InlineData("""{"terms": [{"code": "pas", "label": "Pas"}, {"code": "kaart", "label": "pas"}]}""", "terms[1].label")]
    [InlineData("""{"terms": [{"code": "pas", "label": "Pas", "colour": "red"}]}""", "terms[0].colour")]
    [InlineData("""{}""", "terms")]
    public async Task What_is_wrong_is_named(string body, string field)
    {
        using var editor = catalog.Caller("editor", "*");
        Assert.Equal([field], (await editor.PutAsync(PathOf("GM0344"), body, ("If-Match", "*"))).Is(HttpStatusCode.BadRequest).Errors);
    }

    private static object Codes(params string[] codes) => new { codes };

    private static string PathOf(string municipality) => $"/catalog/v1/taxonomies/{municipality}";

    private static string LabelsOf(Guid service, string municipality) => $"{Services}/{service}/labels/{municipality}";

    private static Guid[] Ids(JsonElement found) => [.. found.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid())];

    private static string[] Facet(JsonElement found) => [.. found.GetProperty("facets").GetProperty("label").EnumerateArray().Select(v =>
        $"{v.GetProperty("code").GetString()} {v.GetProperty("count").GetInt32()} {v.GetProperty("chosen").GetBoolean()} {v.GetProperty("label").GetString()}")];

    private async Task<Guid> PublishAsync(string name) => await catalog.PublishAsync(Content(await catalog.ListOrganisationAsync(), _here).With("name", name));

    /// <summary>The first of a municipality.</summary>
    private async Task KeepAsync(string municipality, params object[] terms)
    {
        using var editor = catalog.Caller("editor", municipality);
        var empty = (await editor.ReadAsync(PathOf(municipality))).Is(HttpStatusCode.OK);
        Assert.Equal(0, empty.Body.GetProperty("terms").GetArrayLength());
        Assert.Equal("\"1\"", (await editor.PutAsync(PathOf(municipality), new { terms }, ("If-Match", empty.Header("ETag")!))).Is(HttpStatusCode.OK).Header("ETag"));
    }

    private async Task ChangeAsync(string municipality, params object[] terms)
    {
        using var editor = catalog.Caller("editor", municipality);
        (await editor.PutAsync(PathOf(municipality), new { terms }, ("If-Match", "*"))).Is(HttpStatusCode.OK);
    }

    private async Task LabelAsync(string municipality, Guid service, params string[] codes)
    {
        using var editor = catalog.Caller("editor", municipality);
        var tag = (await editor.ReadAsync(LabelsOf(service, municipality))).Is(HttpStatusCode.OK).Header("ETag")!;
        var labels = (await editor.PutAsync(LabelsOf(service, municipality), new { codes }, ("If-Match", tag))).Is(HttpStatusCode.OK).Body.GetProperty("labels");
        Assert.Equal(codes.Order(), labels.EnumerateArray().Select(l => l.GetProperty("code").GetString()).Order());
    }
}
