using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using static Catalog.Tests.Asking;

namespace Catalog.Tests.Search;

/// <summary>What a resident gets to see of the search, over HTTP.</summary>
public sealed class FindingTests(CatalogFixture catalog)
{
    [Fact]
    public async Task Facets_count_what_choosing_a_value_would_give()
    {
        const string here = "GM0050";
        var organisation = await catalog.ListOrganisationAsync();
        await catalog.PublishAsync(Content(organisation, here).With("format", "group"));
        await catalog.PublishAsync(Content(organisation, here).With("format", "group").With("funding", "free").With("costs", new JsonArray()));
        await catalog.PublishAsync(Content(organisation, here).With("format", "individual").With("funding", "free").With("costs", new JsonArray()));

        var answer = await catalog.SearchAsync($"municipality={here}&setting=unknown&format=individual&funding=free");
        var all = await catalog.SearchAsync($"municipality={here}");
        var national = all.GetProperty("national").GetProperty("total").GetInt32();
        Assert.Equal(3, all.GetProperty("total").GetInt32() - national);

        var formats = answer.GetProperty("facets").GetProperty("format").EnumerateArray().ToDictionary(v => v.GetProperty("code").GetString()!);
        Assert.Equal(["both", "group", "individual"], formats.Keys.Order());
        Assert.True(formats["individual"].GetProperty("chosen").GetBoolean());
        Assert.False(formats["group"].GetProperty("chosen").GetBoolean());
        Assert.Equal("een op een", formats["individual"].GetProperty("label").GetString());
        Assert.True(formats["group"].GetProperty("count").GetInt32() >= 1);
        Assert.Equal(0, formats["both"].GetProperty("count").GetInt32());
        Assert.Equal(12, answer.GetProperty("facets").EnumerateObject().Count());
        Assert.All(answer.GetProperty("facets").GetProperty("problem").EnumerateArray(), v => Assert.Equal(0, v.GetProperty("count").GetInt32()));
    }

    [Fact]
    public async Task The_question_in_the_body_gives_the_same()
    {
        const string here = "GM0059";
        await catalog.PublishAsync(Content(await catalog.ListOrganisationAsync(), here));
        var byAddress = await catalog.SearchAsync($"municipality={here}&q=wandelen&supportType=meeting-opportunities&maxCost=3&sort=name");
        using var anyone = catalog.Caller();
        var byBody = (await anyone.PostAsync($"{Services}/search",
            $$"""{"municipality": "{{here}}", "q": "wandelen", "supportType": ["meeting-opportunities"], "maxCost": 3, "sort": "name"}""")).Is(HttpStatusCode.OK).Body;
        Assert.Equal(byAddress.GetRawText(), byBody.GetRawText());
        Assert.Equal(1, byBody.GetProperty("total").GetInt32() - byBody.GetProperty("national").GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task With_nothing_found_it_tells_what_to_leave_out()
    {
        const string here = "GM0072";
        await catalog.PublishAsync(Content(await catalog.ListOrganisationAsync(), here).With("name", "Jeu de boules").With("conditions", JsonNode.Parse("""{"minAge": 60}""")));
        var answer = await catalog.SearchAsync($"municipality={here}&q=boules&age=20&supportType=practical-support");
        Assert.Equal(0, answer.GetProperty("total").GetInt32());
        Assert.DoesNotContain(answer.GetProperty("relaxations").EnumerateArray(), r => r.GetProperty("drop").GetString() == "age");

        var age = await catalog.SearchAsync($"municipality={here}&q=boules&age=20");
        Assert.Contains(age.GetProperty("relaxations").EnumerateArray(), r => r.GetProperty("drop").GetString() == "age" && r.GetProperty("total").GetInt32() == 1);
        Assert.Empty((await catalog.SearchAsync($"municipality={here}&q=boules")).GetProperty("relaxations").EnumerateArray());
    }

    [Fact]
    public async Task National_services_have_a_lane_of_their_own()
    {
        const string here = "GM0074";
        var organisation = await catalog.ListOrganisationAsync();
        var word = "w" + Guid.NewGuid().ToString("N");
        var local = await catalog.PublishAsync(Content(organisation, here).With("name", word));
        var national = await catalog.PublishAsync(Content(organisation).With("name", word));
        var answer = await catalog.SearchAsync($"municipality={here}&q={word}&pageSize=1");
        Assert.Equal(2, answer.GetProperty("total").GetInt32());
        Assert.Equal(local, Assert.Single(answer.GetProperty("items").EnumerateArray()).GetProperty("id").GetGuid());
        Assert.Equal(1, answer.GetProperty("national").GetProperty("total").GetInt32());
        Assert.Equal(national, Assert.Single(answer.GetProperty("national").GetProperty("items").EnumerateArray()).GetProperty("id").GetGuid());
        Assert.False((await catalog.SearchAsync($"q={word}")).TryGetProperty("national", out _));
    }

    [Fact]
    public async Task Near_a_postcode_with_the_distance()
    {
        const string here = "GM0080";
        var organisation = await catalog.ListOrganisationAsync();
        var near = await catalog.PublishAsync(Content(organisation, here).With("locations", JsonNode.Parse("""[{"postcode": "8911"}]""")));
        var far = await catalog.PublishAsync(Content(organisation, here).With("locations", JsonNode.Parse("""[{"postcode": "3511"}, {"postcode": "9001"}]""")));
        var answer = await catalog.SearchAsync($"municipality={here}&near=8911AB&sort=distance");
        Assert.Equal([near, far], answer.GetProperty("items").EnumerateArray().Take(2).Select(i => i.GetProperty("id").GetGuid()));
        Assert.Equal(0, answer.GetProperty("items")[0].GetProperty("distanceKm").GetDouble());
        Assert.InRange(answer.GetProperty("items")[1].GetProperty("distanceKm").GetDouble(), 10, 25);
        Assert.Equal([near], Local(await catalog.SearchAsync($"municipality={here}&near=8911&radiusKm=5")));
    }

    /// <summary>What one does not have to go to does not vanish by distance: what is national, and what comes to people of the municipality.</summary>
    [Fact]
    public async Task Distance_rules_out_only_where_one_has_to_go()
    {
        const string here = "GM0737", elsewhere = "GM0014";
        var organisation = await catalog.ListOrganisationAsync();
        var word = "w" + Guid.NewGuid().ToString("N");
        var far = JsonNode.Parse("""[{"postcode": "9711"}]""");
        var national = await PublishAsync("zz", []);
        var visits = await PublishAsync("a", ["at-home"], here);
        var office = await PublishAsync("b", ["phone", "out-of-home"], here, far);
        await PublishAsync("c", ["out-of-home"], here, far);
        await PublishAsync("d", [], here);                  // nobody knows where
        await PublishAsync("e", ["at-home"], elsewhere);

        // Through a municipality, or where the postcode lies: Leeuwarden is not here, so nobody of here comes there.
        var answer = await catalog.SearchAsync($"municipality={here}&q={word}&near=8911&radiusKm=5");
        Assert.Equal([visits, office, national], answer.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid()));
        Assert.Equal([national], answer.GetProperty("national").GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid()));
        Assert.Equal([national], await catalog.FindAsync($"q={word}&near=8911&radiusKm=5"));
        var postcode = Nabij.Reference.Postcodes.In(here).First().Code;
        Assert.Equal([visits, office, national], await catalog.FindAsync($"q={word}&near={postcode}&radiusKm=5"));

        Task<Guid> PublishAsync(string letter, string[] setting, string? municipality = null, JsonNode? places = null) => catalog.PublishAsync(
            Content(organisation, municipality is null ? [] : [municipality]).With("name", $"{letter} {word}").With("setting", new JsonArray([.. setting.Select(s => JsonValue.Create(s))]))
                .With("locations", places?.DeepClone()));
    }

    [Fact]
    public async Task Who_looks_for_a_group_also_finds_what_is_both()
    {
        const string here = "GM0147";
        var organisation = await catalog.ListOrganisationAsync();
        var both = await catalog.PublishAsync(Content(organisation, here).With("format", "both").With("workforce", "mixed"));
        var group = await catalog.PublishAsync(Content(organisation, here).With("format", "group").With("workforce", "voluntary"));
        foreach (var (query, found) in new (string, Guid[])[]
        {
            ("format=group", [both, group]), ("format=individual", [both]), ("format=both", [both]),
            ("workforce=voluntary", [both, group]), ("workforce=professional", [both]), ("workforce=mixed", [both]),
        })
        {
            Assert.Equal(found.Order(), Local(await catalog.SearchAsync($"municipality={here}&{query}")).Order());
        }

        var word = await catalog.SearchAsync($"municipality={here}&targetGroup=autism&q=wandeling");
        Assert.True(Count(word, "format", "group") >= 2);
        Assert.True(Count(word, "workforce", "professional") >= 1);

        static int Count(JsonElement answer, string group, string code) =>
            answer.GetProperty("facets").GetProperty(group).EnumerateArray().Single(v => v.GetProperty("code").GetString() == code).GetProperty("count").GetInt32();
    }

    [Fact]
    public async Task A_series_that_has_ended_is_no_longer_open_on_its_day()
    {
        const string here = "GM0166";
        var times = JsonNode.Parse("""
            [{ "startDate": "2025-01-07", "startsAt": "10:00", "endsAt": "11:00", "rule": "FREQ=WEEKLY;COUNT=3;BYDAY=TU" },
             { "startDate": "2025-01-09", "startsAt": "10:00", "endsAt": "11:00", "rule": "FREQ=WEEKLY;BYDAY=TH" }]
            """);
        var id = await catalog.PublishAsync(Content(await catalog.ListOrganisationAsync(), here).With("schedule", new JsonObject { ["times"] = times }));
        Assert.Equal([id], Local(await catalog.SearchAsync($"municipality={here}&openOn=thursday")));
        Assert.Empty(Local(await catalog.SearchAsync($"municipality={here}&openOn=tuesday")));
        Assert.Equal([id], Local(await catalog.SearchAsync($"municipality={here}&q=donderdag")));
        Assert.Empty(Local(await catalog.SearchAsync($"municipality={here}&q=dinsdag")));
    }

    /// <summary>One meaning of the word: what the coverage counts as verified.</summary>
    [Fact]
    public async Task Verified_is_what_was_checked_within_its_cadence()
    {
        const string here = "GM0148";
        var organisation = await catalog.ListOrganisationAsync();
        await catalog.PublishAsync(Content(organisation, here));
        var (lately, longAgo) = (await catalog.PublishAsync(Content(organisation, here)), await catalog.PublishAsync(Content(organisation, here)));
        foreach (var (id, days) in new[] { (lately, 89), (longAgo, 91) })
            await catalog.ScalarAsync<object>("update service set verified_at = now() - make_interval(days => @days), cadence = 'group' where id = @id", new { id, days });
        Assert.Equal([lately], Local(await catalog.SearchAsync($"municipality={here}&verified=true")));
        using var anyone = catalog.Caller();
        Assert.Equal(1, (await anyone.ReadAsync($"/catalog/v1/verification/coverage?municipality={here}")).Is(HttpStatusCode.OK).Body.GetProperty("verified").GetInt32());
    }

    [Fact]
    public async Task Costs_are_what_the_first_month_costs()
    {
        const string here = "GM0153";
        var word = "w" + Guid.NewGuid().ToString("N");
        var organisation = await catalog.ListOrganisationAsync();
        var later = await PublishAsync((0, "once"), (30, "month"));
        var year = await PublishAsync((12, "year"));
        var visit = await PublishAsync((5, "visit"));
        var pass = await PublishAsync((2.5, "visit"), (6, "visit"));
        var added = await PublishAsync((10, "once"), (2, "visit"));
        Assert.Equal([year, pass, visit, added, later], await catalog.FindAsync($"municipality={here}&q={word}&sort=cost"));
        Assert.Empty(await catalog.FindAsync($"municipality={here}&q={word}&maxCost=0"));
        Assert.Equal([year, pass], await catalog.FindAsync($"municipality={here}&q={word}&maxCost=3&sort=cost"));
        Assert.Equal([year, pass, visit, added], await catalog.FindAsync($"municipality={here}&q={word}&maxCost=12&sort=cost"));

        Task<Guid> PublishAsync(params (double Amount, string Per)[] costs) => catalog.PublishAsync(Content(organisation, here).With("name", word).With("costs", new JsonArray(
            [.. costs.Select(c => new JsonObject { ["label"] = "deelname", ["price"] = new JsonObject { ["amount"] = c.Amount }, ["per"] = c.Per })])));
    }

    [Fact]
    public async Task Where_leaving_one_out_is_not_enough_it_tells_which_together()
    {
        const string here = "GM0160";
        var word = "w" + Guid.NewGuid().ToString("N");
        await catalog.PublishAsync(Content(await catalog.ListOrganisationAsync(), here).With("name", word).With("conditions", JsonNode.Parse("""{"minAge": 60}""")));
        Assert.Contains(("language", "age", 1), Shown(await catalog.SearchAsync($"municipality={here}&q={word}&language=ti&age=20")));
        Assert.Equal([("access", "language,openOn", 1)], Shown(await catalog.SearchAsync($"municipality={here}&q={word}&language=ti&openOn=sunday&access=indication")));
        Assert.Equal([("language", "", 1)], Shown(await catalog.SearchAsync($"municipality={here}&q={word}&language=ti")));

        static IEnumerable<(string?, string, int)> Shown(JsonElement answer) => answer.GetProperty("relaxations").EnumerateArray().Select(r =>
            (r.GetProperty("drop").GetString(), string.Join(',', r.GetProperty("also").EnumerateArray()), r.GetProperty("total").GetInt32()));
    }

    [Theory]
    [InlineData("radiusKm=5", "radiusKm")]
    [InlineData("sort=distance", "sort")]
    [InlineData("near=1000", "near")]
    [InlineData("near=Utrecht", "near")]
    [InlineData("age=121", "age")]
    [InlineData("maxCost=-1", "maxCost")]
    [InlineData("format=crowd", "format")]
    [InlineData("format=group&format=group&format=group&format=group", "format")]
    [InlineData("language=nederlands", "language")]
    [InlineData("openOn=today", "openOn")]
    [InlineData("sort=best", "sort")]
    public async Task What_cannot_be_searched_for_is_named(string query, string field)
    {
        using var anyone = catalog.Caller();
        Assert.Equal([field], (await anyone.ReadAsync($"{Services}?{query}")).Is(HttpStatusCode.BadRequest).Errors);
    }

    [Fact]
    public async Task Suggestions_come_while_somebody_types()
    {
        const string here = "GM0085";
        var id = await catalog.PublishAsync(Content(await catalog.ListOrganisationAsync(), here).With("name", "Zwemclub De Zeehond"));
        await catalog.IndexedAsync();
        using var anyone = catalog.Caller();
        var typed = (await anyone.ReadAsync($"/catalog/v1/suggestions?q=ZEEh&municipality={here}")).Is(HttpStatusCode.OK).Body;
        Assert.Equal(id, Assert.Single(typed.GetProperty("services").EnumerateArray()).GetProperty("id").GetGuid());
        Assert.Equal("Buurthuis De Brug", (await anyone.ReadAsync($"/catalog/v1/suggestions?q=buurth&municipality={here}")).Body.GetProperty("organisations")[0].GetProperty("name").GetString());
        Assert.Contains((await anyone.ReadAsync("/catalog/v1/suggestions?q=mantelz")).Body.GetProperty("needs").EnumerateArray(), n => n.GetProperty("code").GetString() == "informal-carers");
        Assert.Equal(5, (await anyone.ReadAsync("/catalog/v1/suggestions?q=me")).Body.GetProperty("needs").GetArrayLength());
        Assert.Equal("GM0344", (await anyone.ReadAsync("/catalog/v1/suggestions?q=utrecht")).Body.GetProperty("places")[0].GetProperty("municipality").GetString());
        Assert.All((await anyone.ReadAsync("/catalog/v1/suggestions?q=z")).Body.EnumerateObject(), kind => Assert.Empty(kind.Value.EnumerateArray()));
    }

    [Fact]
    public async Task Suggestions_begin_with_what_is_typed_and_are_of_here()
    {
        const string here = "GM0096", elsewhere = "GM0098";
        var organisation = await catalog.ListOrganisationAsync();
        var (along, first) = (await catalog.PublishAsync(Content(organisation, here).With("name", "Langs de quaggaroute")), await catalog.PublishAsync(Content(organisation, here).With("name", "Quaggaclub")));
        var other = await catalog.PublishAsync(Content(organisation, elsewhere).With("name", "Quaggadag"));
        await catalog.IndexedAsync();
        using var anyone = catalog.Caller();
        Assert.Equal([first, along], await ServicesAsync($"q=quagga&municipality={here}")); // whose name begins so comes first
        Assert.Equal([other], await ServicesAsync($"q=quagga&municipality={elsewhere}"));
        Assert.Empty(await ServicesAsync($"q=uagga&municipality={here}"));
        Assert.Equal([first], await ServicesAsync($"q=quaggac"));

        var typed = await SuggestedAsync($"q=buurthuis&municipality={here}");
        Assert.Equal((organisation, 2), Assert.Single(typed.GetProperty("organisations").EnumerateArray()
            .Select(o => (o.GetProperty("id").GetGuid(), o.GetProperty("services").GetInt32())), o => o.Item1 == organisation));
        Assert.DoesNotContain((await SuggestedAsync("q=trecht")).GetProperty("places").EnumerateArray(), p => p.GetProperty("municipality").GetString() == "GM0344");

        async Task<JsonElement> SuggestedAsync(string query) => (await anyone.ReadAsync($"/catalog/v1/suggestions?{query}")).Is(HttpStatusCode.OK).Body;
        async Task<Guid[]> ServicesAsync(string query) => [.. (await SuggestedAsync(query)).GetProperty("services").EnumerateArray().Select(s => s.GetProperty("id").GetGuid())];
    }

    [Fact]
    public async Task What_was_not_checked_for_too_long_moves_down_and_then_out_of_sight()
    {
        const string here = "GM0086";
        var organisation = await catalog.ListOrganisationAsync();
        // A group is checked every 90 days: stale from then on, hidden after half as long again.
        var hidden = await PublishedDaysAgoAsync("Bessen plukken", 136);
        var stale = await PublishedDaysAgoAsync("Aardbeien plukken", 91);
        var fresh = await PublishedDaysAgoAsync("Citroenen plukken", 1);

        var found = await catalog.SearchAsync($"municipality={here}&q=plukken&pageSize=3");
        Assert.Equal([(fresh, "fresh"), (stale, "stale"), (hidden, "hidden")], Shown(found));
        Assert.Equal([(fresh, "fresh"), (stale, "stale")], Shown(await catalog.SearchAsync($"municipality={here}")).Take(2));
        Assert.DoesNotContain(hidden, await catalog.FindAsync($"municipality={here}"));
        Assert.DoesNotContain(hidden, await catalog.FindAsync($"municipality={here}&q=wandeling"));
        Assert.Contains(hidden, await catalog.FindAsync($"municipality={here}&q=bessen"));

        using var editor = catalog.Caller("editor", "*");
        (await editor.PostAsync($"{Services}/{hidden}/verifications", new { how = "phone" })).Is(HttpStatusCode.Created);
        Assert.Contains(hidden, await catalog.FindAsync($"municipality={here}"));

        async Task<Guid> PublishedDaysAgoAsync(string name, int days)
        {
            var id = await catalog.PublishAsync(Content(organisation, here).With("name", name));
            await catalog.ScalarAsync<object>("update service set published_at = now() - make_interval(days => @days) where id = @id", new { id, days });
            return id;
        }

        static IEnumerable<(Guid, string?)> Shown(JsonElement answer) =>
            answer.GetProperty("items").EnumerateArray().Select(i => (i.GetProperty("id").GetGuid(), i.GetProperty("freshness").GetString()));
    }

    /// <summary>What is of the municipality; other tests publish what is national.</summary>
    private static IEnumerable<Guid> Local(JsonElement answer) =>
        answer.GetProperty("items").EnumerateArray().Where(i => !i.GetProperty("national").GetBoolean()).Select(i => i.GetProperty("id").GetGuid());
}
