using System.Net;
using System.Text.Json.Nodes;
using Nabij.Testing;
using static Catalog.Tests.Asking;

namespace Catalog.Tests.Search;

/// <summary>What the words of a resident find, over HTTP.</summary>
public sealed class WordTests(CatalogFixture catalog)
{
    [Theory]
    [InlineData("030 555 61 62")]
    [InlineData("+31305556162")]
    [InlineData("wandelen 0305556162")]
    [InlineData("3561 ab")]
    [InlineData("3561")]
    public async Task Who_has_only_a_number_finds_whose_it_is(string typed)
    {
        var here = catalog.NextMunicipality();
        var content = Content(await catalog.ListOrganisationAsync(), here).With("contact", new JsonObject { ["phone"] = "030-555 61 62" })
            .With("locations", new JsonArray(new JsonObject { ["postcode"] = "3561 AB" }));
        var id = await catalog.PublishAsync(content);
        Assert.Contains(id, (await catalog.SearchAsync($"municipality={here}&pageSize=100&q={Uri.EscapeDataString(typed)}")).GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid()));
        Assert.DoesNotContain(id, (await catalog.SearchAsync($"municipality={here}&pageSize=100&q=0305556163")).GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid()));
    }

    [Fact]
    public async Task A_word_with_an_error_is_taken_for_the_nearest_word_that_is_there()
    {
        const string here = "GM0060";
        var id = await catalog.PublishAsync(Content(await catalog.ListOrganisationAsync(), here).With("name", "Biljartclub De Keu"));
        var answer = await catalog.SearchAsync($"municipality={here}&q=bijlartclub");
        Assert.Equal("biljartclub", answer.GetProperty("didYouMean").GetString());
        Assert.Equal(id, answer.GetProperty("items")[0].GetProperty("id").GetGuid());
        Assert.Equal(["biljartclub"], answer.GetProperty("items")[0].GetProperty("why").GetProperty("inName").EnumerateArray().Select(w => w.GetString()));
        Assert.False((await catalog.SearchAsync($"municipality={here}&q=biljartclub")).TryGetProperty("didYouMean", out _));
    }

    /// <summary>The catalogue says dementia, people type a name of it, and not always rightly.</summary>
    [Fact]
    public async Task An_error_in_a_word_that_only_the_synonyms_know_is_forgiven_too()
    {
        var here = catalog.NextMunicipality();
        var id = await catalog.PublishAsync(Content(await catalog.ListOrganisationAsync(), here).With("name", "Zangkoor bij dementie"));
        var answer = await catalog.SearchAsync($"municipality={here}&q=alzeimer&pageSize=100");
        Assert.Equal("alzheimer", answer.GetProperty("didYouMean").GetString());
        Assert.Contains(id, answer.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid()));
    }

    [Fact]
    public async Task A_small_word_beside_others_rules_nothing_out_and_what_has_it_comes_first()
    {
        var (here, organisation) = (catalog.NextMunicipality(), await catalog.ListOrganisationAsync());
        async Task<Guid> PublishAsync(string name, string what) => await catalog.PublishAsync(
            Content(organisation, here).With("name", name).With("essence", new JsonObject { ["what"] = what, ["forWhom"] = "Voor wie graag speelt.", ["how"] = "Kom langs." }));
        var any = await PublishAsync("Biljarten A", "We spelen in de kantine van de sporthal.");
        var sunday = await PublishAsync("Biljarten B", "We spelen op zondag in de kantine van de sporthal.");
        Assert.Equal([any, sunday], (await catalog.FindAsync($"municipality={here}&q=biljarten")).Take(2));
        Assert.Equal([sunday, any], (await catalog.FindAsync($"municipality={here}&q=biljarten%20op%20zondag")).Take(2));
    }

    /// <summary>A word that only others have stays: who asks for dancing gets no singing instead.</summary>
    [Fact]
    public async Task A_word_that_nobody_has_is_left_out_beside_others_and_named()
    {
        var (here, elsewhere) = (catalog.NextMunicipality(), catalog.NextMunicipality());
        var organisation = await catalog.ListOrganisationAsync();
        var id = await catalog.PublishAsync(Content(organisation, here).With("name", "Duivenclub"));
        await catalog.PublishAsync(Content(organisation, elsewhere).With("name", "Hoogspringen"));
        var answer = await catalog.SearchAsync($"municipality={here}&q=duivenclub%20qqxxzzyy");
        Assert.Equal([id], answer.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid()));
        Assert.Equal(["qqxxzzyy"], answer.GetProperty("leftOut").EnumerateArray().Select(w => w.GetString()));
        Assert.False(answer.TryGetProperty("didYouMean", out _));
        Assert.Equal(["duivenclub"], answer.GetProperty("items")[0].GetProperty("why").GetProperty("inName").EnumerateArray().Select(w => w.GetString()));

        Assert.Equal(0, (await catalog.SearchAsync($"municipality={here}&q=duivenclub%20hoogspringen")).GetProperty("total").GetInt32());
        var alone = await catalog.SearchAsync($"municipality={here}&q=qqxxzzyy");
        Assert.Equal((0, 0), (alone.GetProperty("total").GetInt32(), alone.GetProperty("leftOut").GetArrayLength()));

        // It says that the question is about something else than what a social map has.
        var other = await catalog.SearchAsync($"municipality={here}&q=duivenclub%20rijbewijs");
        Assert.Equal((0, 0), (other.GetProperty("total").GetInt32(), other.GetProperty("leftOut").GetArrayLength()));
        Assert.Contains("rijbewijs", other.GetProperty("relaxations").EnumerateArray().Select(r => r.TryGetProperty("word", out var word) ? word.GetString() : null));
        await catalog.PublishAsync(Content(organisation, here).With("name", "Koffie van de buren"));
        var rent = await catalog.SearchAsync($"municipality={here}&q=huren");
        Assert.Equal(0, rent.GetProperty("total").GetInt32());
        Assert.False(rent.TryGetProperty("didYouMean", out _));
    }

    [Fact]
    public async Task Words_that_only_the_catalogue_has_make_compounds_too()
    {
        const string here = "GM0163";
        var organisation = await catalog.ListOrganisationAsync();
        var (word, compound) = (await catalog.PublishAsync(Content(organisation, here).With("name", "Kwibbel")), await catalog.PublishAsync(Content(organisation, here).With("name", "Kwibbelgroep")));
        await catalog.PublishAsync(Content(organisation, here).With("name", "Kwibbelaxo"));
        Assert.Equal([compound, word], await catalog.FindAsync($"municipality={here}&q=kwibbelgroep"));
        Assert.Equal([word, compound], await catalog.FindAsync($"municipality={here}&q=kwibbel"));
        Assert.Equal([word], await catalog.FindAsync($"municipality={here}&q=kwibbelclub"));
    }

    [Fact]
    public async Task Of_words_that_are_equally_near_the_one_that_more_services_have_was_meant()
    {
        const string here = "GM0158";
        var organisation = await catalog.ListOrganisationAsync();
        foreach (var name in new[] { "Zwaluwblub", "Zwaluwclub", "Zwaluwclub Noord" }) await catalog.PublishAsync(Content(organisation, here).With("name", name));
        Assert.Equal("zwaluwclub", (await catalog.SearchAsync($"municipality={here}&q=zwaluwxlub")).GetProperty("didYouMean").GetString());
    }

    [Fact]
    public async Task The_words_of_a_municipality_count_there_and_nowhere_else()
    {
        const string here = "GM0088", elsewhere = "GM0090";
        var id = await catalog.PublishAsync(Content(await catalog.ListOrganisationAsync(), here, elsewhere).With("name", "Dorpshuis De Deel"));
        using var editor = catalog.Caller("editor", here);
        (await editor.PutAsync($"/catalog/v1/synonyms/{here}", new { groups = new[] { new { words = Words } } }, IfMatch(0))).Is(HttpStatusCode.OK);
        await Eventually.TrueAsync(async () => (await catalog.FindAsync($"municipality={here}&q=mienskip")).Contains(id));
        Assert.DoesNotContain(id, await catalog.FindAsync($"municipality={elsewhere}&q=mienskip"));
    }

    [Fact]
    public async Task Many_words_that_nobody_has_crowd_out_none_that_somebody_has()
    {
        var here = catalog.NextMunicipality();
        var id = await catalog.PublishAsync(Content(await catalog.ListOrganisationAsync(), here).With("name", "Zeepzieden"));
        using var editor = catalog.Caller("editor", here);
        var groups = new[] { new { words = Enumerable.Range(0, 50).Select(i => i == 0 ? "badderen" : $"onbekendwoord{i}").ToArray(), also = Soap } };
        (await editor.PutAsync($"/catalog/v1/synonyms/{here}", new { groups }, IfMatch(0))).Is(HttpStatusCode.OK);
        await Eventually.TrueAsync(async () => (await catalog.FindAsync($"municipality={here}&q=badderen")).Contains(id));
    }

    /// <summary>A phrase of the municipality adds to what its words find, and takes nothing away.</summary>
    [Fact]
    public async Task A_phrase_of_a_municipality_finds_what_has_its_words_too()
    {
        var here = catalog.NextMunicipality();
        var organisation = await catalog.ListOrganisationAsync();
        var phrase = await catalog.PublishAsync(Content(organisation, here).With("name", "De Friese knopengroep van Joure"));
        var synonym = await catalog.PublishAsync(Content(organisation, here).With("name", "Zeepzieden"));
        var half = await catalog.PublishAsync(Content(organisation, here).With("name", "Friese sagen"));
        using var editor = catalog.Caller("editor", here);
        (await editor.PutAsync($"/catalog/v1/synonyms/{here}", new { groups = new[] { new { words = Phrases, also = Soap }, new { words = Lace, also = Sagas } } }, IfMatch(0))).Is(HttpStatusCode.OK);
        await Eventually.TrueAsync(async () => (await catalog.FindAsync($"municipality={here}&q=friese%20knopengroep")).Contains(synonym));

        Assert.Equal([phrase, synonym], await catalog.FindAsync($"municipality={here}&q=friese%20knopengroep"));
        Assert.Equal([phrase, synonym], await catalog.FindAsync($"municipality={here}&q=joure%20garen"));  // the other phrase counts as this one
        Assert.Equal([half], await catalog.FindAsync($"municipality={here}&q=kantklossen"));               // and a word can mean a phrase
        var found = (await catalog.SearchAsync($"municipality={here}&q=friese%20knopengroep")).GetProperty("items")[0];
        Assert.Equal(["friese knopengroep"], found.GetProperty("why").GetProperty("inName").EnumerateArray().Select(w => w.GetString()));
    }

    private static readonly string[] Words = ["dorpshuis", "mienskip"], Phrases = ["friese knopengroep", "joure garen"], Soap = ["zeepzieden"], Lace = ["kantklossen"], Sagas = ["friese sagen"];
}
