using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Nabij.Catalog.Search.Dutch;
using Npgsql;
using static Catalog.Tests.Asking;

namespace Catalog.Tests.Search.Dutch;

public sealed class SynonymsTests(CatalogFixture catalog)
{
    private const string Path = "/catalog/v1/synonyms";

    private NpgsqlDataSource Db => catalog.Services.GetRequiredService<NpgsqlDataSource>();

    [Fact]
    public async Task An_editor_tells_the_words_of_the_municipality_and_the_search_gets_them()
    {
        const string veere = "GM0717";
        using var editor = catalog.Caller("editor", veere);
        var empty = (await editor.ReadAsync($"{Path}?municipality={veere}")).Is(HttpStatusCode.OK);
        Assert.Equal("\"0\"", empty.Header("ETag"));
        Assert.Empty(empty.Body.GetProperty("groups").EnumerateArray());

        var before = await VersionAsync();
        var changed = (await editor.PutAsync($"{Path}/{veere}", List("zeeuwse knopengroep", "handwerken"), IfMatch(0))).Is(HttpStatusCode.OK);
        Assert.Equal("\"1\"", changed.Header("ETag"));
        Assert.True(await VersionAsync() > before);

        var loaded = await SynonymStore.LoadAsync(Db, TestContext.Current.CancellationToken);
        var word = Assert.Single(DutchAnalyzer.Default.Query("zeeuwse knopengroep", loaded.Of(veere)));
        Assert.Contains("handwerk", word.Alternatives.Select(a => a.Text));
        Assert.Contains("knoopjesdag", loaded.WholeWords.AsEnumerable());
        Assert.Equal(2, DutchAnalyzer.Default.Query("zeeuwse knopengroep", loaded.Of("GM0014")).Count);
    }

    [Fact]
    public async Task They_are_changed_only_by_who_has_read_their_last_version()
    {
        const string sluis = "GM1714";
        using var editor = catalog.Caller("editor", sluis);
        (await editor.PutAsync($"{Path}/{sluis}", List("a b", "koffie"))).Is(HttpStatusCode.PreconditionRequired);
        (await editor.PutAsync($"{Path}/{sluis}", List("a b", "koffie"), IfMatch(0))).Is(HttpStatusCode.OK);
        (await editor.PutAsync($"{Path}/{sluis}", List("te laat", "thee"), IfMatch(0))).Is(HttpStatusCode.PreconditionFailed);
        var kept = (await editor.ReadAsync($"{Path}?municipality={sluis}")).Is(HttpStatusCode.OK);
        Assert.Equal("a b", kept.Body.GetProperty("groups")[0].GetProperty("words")[0].GetString());
    }

    [Fact]
    public async Task Editors_keep_those_of_their_own_municipality()
    {
        using var editor = catalog.Caller("editor", "GM0344");
        (await editor.ReadAsync($"{Path}?municipality=GM0363")).Is(HttpStatusCode.Forbidden);
        (await editor.PutAsync($"{Path}/GM0363", List("een", "twee"), IfMatch(0))).Is(HttpStatusCode.Forbidden);
        using var provider = catalog.Caller("provider");
        (await provider.ReadAsync(Path)).Is(HttpStatusCode.Forbidden);
        using var anyone = catalog.Caller();
        (await anyone.ReadAsync(Path)).Is(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_list_of_the_platform_can_be_read()
    {
        using var editor = catalog.Caller("editor");
        var list = (await editor.ReadAsync(Path)).Is(HttpStatusCode.OK);
        Assert.True(list.Body.GetProperty("groups").GetArrayLength() > 150);
        Assert.Contains("begeleiding", list.Body.GetProperty("wholeWords").EnumerateArray().Select(w => w.GetString()));
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"groups":null}""")]
    [InlineData("""{"groups":[null]}""")]
    [InlineData("""{"groups":[{}]}""")]
    [InlineData("""{"groups":[{"words":[]}]}""")]
    [InlineData("""{"groups":[{"words":[null,"koffie"]}]}""")]
    [InlineData("""{"groups":[{"words":["koffie"]}]}""")]
    [InlineData("""{"groups":[{"words":["??","koffie"]}]}""")]
    [InlineData("""{"groups":[{"words":["thee\u0000","koffie"]}]}""")]
    [InlineData("""{"groups":[{"words":["thee","koffie"],"also":[""]}]}""")]
    [InlineData("""{"groups":[],"wholeWords":[null]}""")]
    [InlineData("""{"groups":"koffie"}""")]
    public async Task What_makes_no_sense_is_refused(string body)
    {
        using var editor = catalog.Caller("editor");
        (await editor.PutAsync($"{Path}/GM0344", body, ("If-Match", "*"))).Is(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_list_has_an_end()
    {
        using var editor = catalog.Caller("editor");
        var groups = Enumerable.Range(0, 301).Select(i => new { words = new[] { $"woord{i}", "koffie" } });
        (await editor.PutAsync($"{Path}/GM0344", new { groups }, ("If-Match", "*"))).Is(HttpStatusCode.BadRequest);
        var words = Enumerable.Range(0, 61).Select(i => $"woord{i}");
        (await editor.PutAsync($"{Path}/GM0344", new { groups = new[] { new { words } } }, ("If-Match", "*"))).Is(HttpStatusCode.BadRequest);
    }

    private async Task<long> VersionAsync()
    {
        await using var connection = await Db.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return await connection.ExecuteScalarAsync<long>(SynonymStore.VersionSql);
    }

    private static JsonObject List(string phrase, string word) => new()
    {
        ["groups"] = new JsonArray(new JsonObject { ["words"] = new JsonArray(phrase), ["also"] = new JsonArray(word) }),
        ["wholeWords"] = new JsonArray("knoopjesdag"),
    };
}
