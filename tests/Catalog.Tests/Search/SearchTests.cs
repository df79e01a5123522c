using System.Net;
using System.Text.Json.Nodes;
using static Catalog.Tests.Asking;

namespace Catalog.Tests;

public sealed class SearchTests(CatalogFixture catalog)
{
    [Fact]
    public async Task What_is_near_stands_before_what_is_national_and_elsewhere_is_not_shown()
    {
        const string eindhoven = "GM0772", groningen = "GM0014";
        var organisation = await catalog.ListOrganisationAsync();
        var national = await catalog.PublishAsync(Content(organisation).With("name", "Aaa landelijk"));
        var near = await catalog.PublishAsync(Content(organisation, eindhoven).With("name", "Zzz dichtbij"));
        var elsewhere = await catalog.PublishAsync(Content(organisation, groningen));

        var found = await catalog.FindAsync($"municipality={eindhoven}");
        Assert.Equal(near, found[0]);
        Assert.Contains(national, found);
        Assert.DoesNotContain(elsewhere, found);
        Assert.Contains(national, await catalog.FindAsync($"municipality={groningen}"));
    }

    [Fact]
    public async Task A_service_of_two_municipalities_is_found_in_both()
    {
        var id = await catalog.PublishAsync(Content(await catalog.ListOrganisationAsync(), "GM0855", "GM0758"));
        Assert.Contains(id, await catalog.FindAsync("municipality=GM0855"));
        Assert.Contains(id, await catalog.FindAsync("municipality=GM0758"));
    }

    [Fact]
    public async Task Support_types_are_alternatives()
    {
        const string almere = "GM0034";
        var organisation = await catalog.ListOrganisationAsync();
        var meeting = await catalog.PublishAsync(Content(organisation, almere));
        var practical = await catalog.PublishAsync(Content(organisation, almere).With("supportTypes", new JsonArray("practical-support", "social-skills")));

        Assert.Equal([practical], await catalog.FindAsync($"municipality={almere}&supportType=practical-support"));
        var both = await catalog.FindAsync($"municipality={almere}&supportType=practical-support&supportType=meeting-opportunities");
        Assert.Contains(meeting, both);
        Assert.Contains(practical, both);
    }

    [Theory]
    [InlineData("wandeling")]     // as it stands there
    [InlineData("wandelingen")]   // inflected
    [InlineData("WANDELING")]
    [InlineData("cafe")]          // without its accent
    [InlineData("caf%C3%A9")]
    [InlineData("mantelzorgers")] // the label of a code
    [InlineData("ontmoeting")]    // the name
    [InlineData("-wandeling")]    // a minus is no "without"
    [InlineData("wandeling%20cafe")]
    [InlineData("%22cafe%22%20wandeling")]
    [InlineData("een%20op%20een")] // the label of its format
    [InlineData("ik%20ben%20er%20niet")] // nothing to search for: all is shown
    public async Task Words_of_a_resident_find_it(string q)
    {
        const string nijmegen = "GM0268";
        var organisation = await catalog.ListOrganisationAsync();
        // A word that nobody has would be left out.
        await catalog.PublishAsync(Content(organisation, catalog.NextMunicipality()).With("name", "Xylofoon"));
        var id = await catalog.PublishAsync(Content(organisation, nijmegen)
            .With("name", "Ontmoeting in het Café").With("format", "both").With("targetGroups", new JsonArray("informal-carers")));
        Assert.Contains(id, await catalog.FindAsync($"municipality={nijmegen}&q={q}"));
        Assert.DoesNotContain(id, await catalog.FindAsync($"municipality={nijmegen}&q={q}%20xylofoon"));
    }

    [Theory]
    [InlineData("&|!:*'\"()<->\\")]
    [InlineData("'; drop table service; --")]
    [InlineData("\"onafgemaakt")]
    [InlineData("--- - -")]
    [InlineData("😀👍🏽")]
    [InlineData("%_")]
    [InlineData("or or or")]
    [InlineData("\t\r\n")]
    [InlineData("")]
    [InlineData("\u202Eabc\uFFFD")]
    public async Task No_words_are_too_strange(string q)
    {
        using var anyone = catalog.Caller();
        (await anyone.ReadAsync($"{Services}?q={Uri.EscapeDataString(q)}")).Is(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("q=%00")]
    [InlineData("q=a%00b")]
    [InlineData("municipality=GM9999")]
    [InlineData("municipality=Utrecht")]
    [InlineData("supportType=nothing")]
    [InlineData("page=0")]
    [InlineData("page=1001")]
    [InlineData("page=een")]
    [InlineData("page=99999999999999999999")]
    [InlineData("pageSize=0")]
    [InlineData("pageSize=101")]
    [InlineData("pageSize=-1")]
    public async Task What_cannot_be_asked_is_refused(string query)
    {
        using var anyone = catalog.Caller();
        (await anyone.ReadAsync($"{Services}?{query}")).Is(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_question_has_at_most_200_characters()
    {
        using var anyone = catalog.Caller();
        (await anyone.ReadAsync($"{Services}?q={new string('a', 200)}")).Is(HttpStatusCode.OK);
        Assert.Equal(["q"], (await anyone.ReadAsync($"{Services}?q={new string('a', 201)}")).Is(HttpStatusCode.BadRequest).Errors);
        var eight = string.Join('&', Enumerable.Repeat("supportType=social-skills", 8));
        Assert.Equal(["supportType"], (await anyone.ReadAsync($"{Services}?{eight}")).Is(HttpStatusCode.BadRequest).Errors);
    }

    [Fact]
    public async Task Pages_link_to_their_neighbours_and_repeat_nothing()
    {
        var word = "w" + Guid.NewGuid().ToString("N");
        var organisation = await catalog.ListOrganisationAsync();
        var all = new List<Guid>();
        for (var i = 0; i < 5; i++) all.Add(await catalog.PublishAsync(Content(organisation, "GM0344").With("name", word)));
        await catalog.IndexedAsync();
        using var anyone = catalog.Caller();

        var seen = new List<Guid>();
        var first = (await anyone.ReadAsync($"{Services}?q={word}&pageSize=2")).Is(HttpStatusCode.OK);
        Assert.Equal(5, first.Body.GetProperty("total").GetInt64());
        Assert.Equal($"<{Services}?q={word}&pageSize=2&page=2>; rel=\"next\"", first.Header("Link"));
        for (var page = 1; page <= 3; page++)
            seen.AddRange((await anyone.ReadAsync($"{Services}?q={word}&pageSize=2&page={page}")).Body.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid()));
        Assert.Equal(all.Order(), seen.Order());

        var middle = (await anyone.ReadAsync($"{Services}?q={word}&pageSize=2&page=2")).Header("Link");
        Assert.Contains("page=3>; rel=\"next\"", middle, StringComparison.Ordinal);
        Assert.Contains("page=1>; rel=\"prev\"", middle, StringComparison.Ordinal);
        Assert.DoesNotContain("next", (await anyone.ReadAsync($"{Services}?q={word}&pageSize=2&page=3")).Header("Link"), StringComparison.Ordinal);
        Assert.Empty((await anyone.ReadAsync($"{Services}?q={word}&pageSize=100&page=1000")).Is(HttpStatusCode.OK).Body.GetProperty("items").EnumerateArray());
    }

    /// <summary>Each name with texts that hold the word no more than those before it; the last name comes first in the alphabet.</summary>
    [Fact]
    public async Task What_it_is_stands_before_what_it_is_about()
    {
        const string here = "GM0098";
        var organisation = await catalog.ListOrganisationAsync();
        var text = JsonNode.Parse("""{"what": "U bent welkom.", "forWhom": "Voor iedereen.", "how": "Kom langs."}""");
        var walking = JsonNode.Parse("""{"what": "We wandelen door de wijk.", "forWhom": "Wie graag wandelt.", "how": "Kom langs."}""");
        List<Guid> ids = [];
        foreach (var (name, essence) in new[] { ("Wandelgroep Zuid", walking), ("Wandelgroep Noord", text), ("Hond zoekt wandelvriend", text), ("Buiten", walking) })
            ids.Add(await catalog.PublishAsync(Content(organisation, here).With("name", name).With("essence", essence!.DeepClone())));
        Assert.Equal(ids, (await catalog.FindAsync($"municipality={here}&q=wandelen")).Take(4));
    }
}
