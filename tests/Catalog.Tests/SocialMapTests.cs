using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nabij.Contracts;
using Nabij.Reference;
using static Catalog.Tests.Asking;

namespace Catalog.Tests;

/// <summary>
/// The programme of requirements for a good social map (list <c>social-map-requirements</c>): each requirement and each field of a service as an
/// acceptance test over HTTP, as far as an API can show it.
/// </summary>
public sealed class SocialMapTests(CatalogFixture catalog)
{
    private const string Requirement = "requirement", Field = "field";

    private static readonly string[] Fields = ["name", "essence", "features", "conditions", "costs", "more-info-link", "contact"];

    [Fact]
    public void Every_requirement_and_every_field_has_a_test()
    {
        var tested = typeof(SocialMapTests).GetMethods().SelectMany(m => m.GetCustomAttributes<TraitAttribute>()).ToLookup(t => t.Name, t => t.Value);
        Assert.Equal(ReferenceLists.Get("social-map-requirements").Items.Select(r => r.Code).Order(), tested[Requirement].Order());
        Assert.Equal(Fields.Order(), tested[Field].Order());
    }

    /// <summary>Voluntary, paid, local and national offers stand in one list, and each can be counted.</summary>
    [Fact, Trait(Requirement, "complete")]
    public async Task It_is_complete_with_voluntary_and_paid_and_local_and_national_offers()
    {
        const string here = "GM0197";
        var organisation = await catalog.ListOrganisationAsync();
        var voluntary = await catalog.PublishAsync(Content(organisation, here).With("workforce", "voluntary").With("funding", "free").With("costs", new JsonArray()));
        var paid = await catalog.PublishAsync(Content(organisation, here).With("workforce", "professional").With("funding", "commercial"));
        var national = await catalog.PublishAsync(Content(organisation).With("workforce", "voluntary"));

        var found = await catalog.FindAsync($"municipality={here}");
        Assert.Equal(new[] { voluntary, paid }.Order(), found[..2].Order());
        Assert.Contains(national, found);
        Assert.Equal([voluntary], (await catalog.FindAsync($"municipality={here}&workforce=voluntary&funding=free")).Intersect([voluntary, paid, national]));
        Assert.Equal([paid], (await catalog.FindAsync($"municipality={here}&workforce=professional&funding=commercial")).Intersect([voluntary, paid, national]));
        Assert.True((await catalog.SearchAsync($"municipality={here}")).GetProperty("national").GetProperty("total").GetInt32() >= 1);
    }

    /// <summary>A service is the entry; its organisation is one line of it.</summary>
    [Fact, Trait(Requirement, "presented-as-service")]
    public async Task What_is_offered_is_presented_as_a_service_and_not_from_the_provider()
    {
        const string here = "GM0203";
        var organisation = await catalog.ListOrganisationAsync();
        var walking = await catalog.PublishAsync(Content(organisation, here));
        var cooking = await catalog.PublishAsync(Content(organisation, here).With("name", "Samen koken"));
        var items = (await catalog.SearchAsync($"municipality={here}&pageSize=100")).GetProperty("items").EnumerateArray().Take(2).ToList();
        Assert.Equal([cooking, walking], items.Select(i => i.GetProperty("id").GetGuid()));
        Assert.All(items, i => Assert.Equal("Buurthuis De Brug", i.GetProperty("organisation").GetProperty("name").GetString()));
        Assert.All(items, i => Assert.NotEqual("", i.GetProperty("summary").GetString()));
    }

    /// <summary>On target group, features and costs.</summary>
    [Fact, Trait(Requirement, "search-filter-sort-compare")]
    public async Task One_can_search_and_filter_and_sort_and_compare()
    {
        const string here = "GM0209";
        var organisation = await catalog.ListOrganisationAsync();
        var dear = await catalog.PublishAsync(Content(organisation, here).With("name", "Aquarelleren").With("targetGroups", new JsonArray("informal-carers"))
            .With("format", "individual").With("costs", Price(12)));
        var cheap = await catalog.PublishAsync(Content(organisation, here).With("name", "Biljarten").With("costs", Price(1)));

        Assert.Equal([dear], await catalog.FindAsync($"municipality={here}&q=aquarelleren"));
        Assert.Equal([dear], (await catalog.FindAsync($"municipality={here}&targetGroup=informal-carers&format=individual")).Intersect([dear, cheap]));
        Assert.Equal([cheap], (await catalog.FindAsync($"municipality={here}&targetGroup=young-people")).Intersect([dear, cheap])); // it is for everyone
        Assert.Equal([cheap], (await catalog.FindAsync($"municipality={here}&maxCost=5")).Intersect([dear, cheap]));
        Assert.Equal([cheap, dear], (await catalog.FindAsync($"municipality={here}&sort=cost")).Intersect([dear, cheap]));
        Assert.Equal([dear, cheap], (await catalog.FindAsync($"municipality={here}&sort=name")).Intersect([dear, cheap]));

        using var anyone = catalog.Caller();
        var rows = (await anyone.ReadAsync($"{Services}/compare?id={dear}&id={cheap}")).Is(HttpStatusCode.OK).Body.GetProperty("rows").EnumerateArray()
            .ToDictionary(r => r.GetProperty("field").GetString()!, r => r.GetProperty("differs").GetBoolean());
        Assert.True(rows["targetGroups"] && rows["format"] && rows["costs"]);
        Assert.False(rows["frequency"]);
    }

    /// <summary>A portal shows it on any screen: short lines, small pages, and no texts that it must cut.</summary>
    [Fact, Trait(Requirement, "responsive")]
    public async Task A_small_screen_gets_short_lines_and_small_pages()
    {
        const string here = "GM0213";
        var organisation = await catalog.ListOrganisationAsync();
        for (var i = 0; i < 3; i++)
        {
            await catalog.PublishAsync(Content(organisation, here).With("name", $"Groep {i}").With("essence", new JsonObject
            {
                ["what"] = string.Concat(Enumerable.Repeat("Een lange tekst over wandelen. ", 12)),
                ["forWhom"] = "Iedereen.",
                ["how"] = "Loop mee.",
            }));
        }

        await catalog.IndexedAsync();
        using var anyone = catalog.Caller();
        var page = (await anyone.ReadAsync($"{Services}?municipality={here}&pageSize=2")).Is(HttpStatusCode.OK);
        Assert.Equal(2, page.Body.GetProperty("items").GetArrayLength());
        Assert.Contains("rel=\"next\"", page.Header("Link"), StringComparison.Ordinal);
        Assert.All(page.Body.GetProperty("items").EnumerateArray(), i => Assert.InRange(i.GetProperty("summary").GetString()!.Length, 3, 160));
        Assert.All(page.Body.GetProperty("items").EnumerateArray(), i => Assert.False(i.TryGetProperty("essence", out _)));
    }

    /// <summary>As easy as a good web shop: it helps while one types, after a typing error, and when nothing was found.</summary>
    [Fact, Trait(Requirement, "very-usable")]
    public async Task It_helps_whoever_types_half_a_word_or_a_wrong_one_or_asks_too_much()
    {
        const string here = "GM0216";
        var organisation = await catalog.ListOrganisationAsync();
        var id = await catalog.PublishAsync(Content(organisation, here).With("name", "Schaakclub De Toren"));
        await catalog.IndexedAsync();
        using var anyone = catalog.Caller();
        var suggested = (await anyone.ReadAsync($"/catalog/v1/suggestions?q=schaak&municipality={here}")).Is(HttpStatusCode.OK).Body.GetProperty("services").EnumerateArray();
        Assert.Contains(id, suggested.Select(s => s.GetProperty("id").GetGuid()));

        var misspelt = await catalog.SearchAsync($"municipality={here}&q=schaakculb");
        Assert.Equal(("schaakclub", id), (misspelt.GetProperty("didYouMean").GetString(), misspelt.GetProperty("items")[0].GetProperty("id").GetGuid()));

        var tooMuch = await catalog.SearchAsync($"municipality={here}&q=schaakclub&format=individual");
        Assert.Equal(0, tooMuch.GetProperty("total").GetInt64());
        Assert.Contains("format", tooMuch.GetProperty("relaxations").EnumerateArray().Select(r => r.GetProperty("drop").GetString()));
        Assert.All(tooMuch.GetProperty("facets").EnumerateObject().SelectMany(g => g.Value.EnumerateArray()), v => Assert.NotEqual("", v.GetProperty("label").GetString()));
    }

    /// <summary>Who cannot use it calls. The desk finds by what somebody says, and reads out a number to call; what goes by telephone is a filter.</summary>
    [Fact, Trait(Requirement, "phone-access")]
    public async Task Whoever_cannot_use_it_is_helped_by_telephone()
    {
        const string here = "GM0222";
        var organisation = await catalog.ListOrganisationAsync();
        var id = await catalog.PublishAsync(Content(organisation, here).With("name", "Telefooncirkel").With("setting", new JsonArray("phone"))
            .With("contact", new JsonObject { ["phone"] = "0800-5550101", ["point"] = "receptie" }));
        Assert.Equal([id], (await catalog.FindAsync($"municipality={here}&setting=phone&q=telefoon")).Intersect([id]));
        using var anyone = catalog.Caller();
        var contact = (await anyone.ReadAsync($"{Services}/{id}")).Is(HttpStatusCode.OK).Body.GetProperty("contact");
        Assert.Equal(("0800-5550101", "receptie"), (contact.GetProperty("phone").GetString(), contact.GetProperty("point").GetString()));

        // Who has a list before them reads its code out, and the desk sees the same list.
        var code = (await anyone.PostAsync("/catalog/v1/result-codes", new { services = new[] { id } })).Is(HttpStatusCode.Created).Body.GetProperty("code").GetString();
        var list = (await anyone.ReadAsync($"/catalog/v1/result-codes/{code}")).Is(HttpStatusCode.OK).Body.GetProperty("items").EnumerateArray();
        Assert.Equal([id], list.Select(s => s.GetProperty("id").GetGuid()));
    }

    /// <summary>It stays known because it stays true, and because it reaches people where they already look.</summary>
    [Fact, Trait(Requirement, "lasting-awareness")]
    public async Task It_stays_true_and_reaches_residents_and_professionals_and_volunteers_elsewhere()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var id = await catalog.PublishAsync(Content(organisation, "GM0225")
            .With("schedule", JsonNode.Parse("""{"times": [{"startDate": "2026-11-24", "startsAt": "10:00", "endsAt": "11:00", "rule": "FREQ=WEEKLY"}]}""")));
        using var anyone = catalog.Caller();

        // Up to date: anyone tells what is wrong, and the day until which a check holds is public.
        Assert.True((await anyone.ReadAsync($"{Services}/{id}")).Body.TryGetProperty("staleAt", out _));
        (await anyone.PostAsync($"{Services}/{id}/corrections", new { kind = "wrong-phone" })).Is(HttpStatusCode.Created);

        // In search engines, in a calendar, and with partners.
        Assert.Equal("application/ld+json", (await anyone.ReadAsync($"{Services}/{id}", ("Accept", "application/ld+json"))).Is(HttpStatusCode.OK).MediaType);
        Assert.Equal("text/calendar", (await anyone.ReadAsync($"{Services}/{id}/calendar")).Is(HttpStatusCode.OK).MediaType);
        await catalog.Broker.HearAsync<ServicePublished>(e => e.ServiceId == id);
    }

    [Fact, Trait(Field, "name")]
    public async Task A_service_tells_its_name()
    {
        Assert.Equal("Koffie in de Kade", (await ServiceAsync()).GetProperty("name").GetString());
        await RefusedAsync("name", null);
    }

    [Fact, Trait(Field, "essence")]
    public async Task A_service_tells_what_it_is_for_whom_and_how_it_works()
    {
        var essence = (await ServiceAsync()).GetProperty("essence");
        Assert.Equal(("Elke week koffie met mensen uit de buurt.", "Iedereen vanaf 55 jaar.", "Loop binnen in de Kade."),
            (essence.GetProperty("what").GetString(), essence.GetProperty("forWhom").GetString(), essence.GetProperty("how").GetString()));
        await RefusedAsync("essence", null);
    }

    [Fact, Trait(Field, "features")]
    public async Task A_service_tells_its_features()
    {
        var service = await ServiceAsync();
        Assert.Equal(("group", "recurring", "subsidised"), (Text("format"), Text("frequency"), Text("funding")));
        Assert.Equal(["out-of-home"], service.GetProperty("setting").EnumerateArray().Select(s => s.GetString()));
        Assert.Equal(["social-loneliness"], service.GetProperty("problems").EnumerateArray().Select(s => s.GetString()));
        await RefusedAsync("format", null);
        await RefusedAsync("frequency", "weekly");

        string? Text(string member) => service.GetProperty(member).GetString();
    }

    [Fact, Trait(Field, "conditions")]
    public async Task A_service_tells_the_conditions_for_taking_part()
    {
        var service = await ServiceAsync();
        var conditions = service.GetProperty("conditions");
        Assert.Equal((55, true, "indication"), (conditions.GetProperty("minAge").GetInt32(), conditions.GetProperty("incomeCondition").GetBoolean(), conditions.GetProperty("access").GetString()));
        Assert.Equal(["informal-carers"], service.GetProperty("targetGroups").EnumerateArray().Select(s => s.GetString()));
    }

    [Fact, Trait(Field, "costs")]
    public async Task A_service_tells_what_it_costs()
    {
        var cost = (await ServiceAsync()).GetProperty("costs")[0];
        Assert.Equal(("koffie", 2.5m, "EUR", "visit"), (cost.GetProperty("label").GetString(), cost.GetProperty("price").GetProperty("amount").GetDecimal(),
            cost.GetProperty("price").GetProperty("currency").GetString(), cost.GetProperty("per").GetString()));
    }

    [Fact, Trait(Field, "more-info-link")]
    public async Task A_service_links_to_more_information()
    {
        Assert.Equal("https://dekade.example/koffie", (await ServiceAsync()).GetProperty("contact").GetProperty("website").GetString());
        await RefusedAsync("contact.website", new JsonObject { ["website"] = "dekade" }, "contact");
    }

    [Fact, Trait(Field, "contact")]
    public async Task A_service_gives_a_telephone_number_and_an_e_mail_address()
    {
        var contact = (await ServiceAsync()).GetProperty("contact");
        Assert.Equal(("030-5550101", "koffie@dekade.example"), (contact.GetProperty("phone").GetString(), contact.GetProperty("email").GetString()));
        await RefusedAsync("contact.email", new JsonObject { ["email"] = "geen adres" }, "contact");
    }

    /// <summary>A service with all seven fields, as anyone reads it.</summary>
    private async Task<JsonElement> ServiceAsync()
    {
        var id = await catalog.PublishAsync(Full(await catalog.ListOrganisationAsync()));
        return (await catalog.Caller().ReadAsync($"{Services}/{id}")).Is(HttpStatusCode.OK).Body;
    }

    /// <summary>The field cannot be left out, or filled with this.</summary>
    private async Task RefusedAsync(string error, JsonNode? value, string? member = null)
    {
        using var editor = catalog.Caller("editor", "*");
        var refused = (await editor.PostAsync(Services, Full(await catalog.ListOrganisationAsync()).With(member ?? error, value))).Is(HttpStatusCode.BadRequest);
        Assert.Equal([error], refused.Errors);
    }

    private static JsonObject Full(Guid organisation) => Content(organisation, "GM0228")
        .With("name", "Koffie in de Kade")
        .With("essence", new JsonObject { ["what"] = "Elke week koffie met mensen uit de buurt.", ["forWhom"] = "Iedereen vanaf 55 jaar.", ["how"] = "Loop binnen in de Kade." })
        .With("setting", new JsonArray("out-of-home")).With("funding", "subsidised").With("problems", new JsonArray("social-loneliness")).With("targetGroups", new JsonArray("informal-carers"))
        .With("conditions", new JsonObject { ["minAge"] = 55, ["incomeCondition"] = true, ["access"] = "indication" })
        .With("contact", new JsonObject { ["phone"] = "030-5550101", ["email"] = "koffie@dekade.example", ["website"] = "https://dekade.example/koffie" });

    private static JsonArray Price(int euros) => [new JsonObject { ["label"] = "deelname", ["price"] = new JsonObject { ["amount"] = euros }, ["per"] = "visit" }];
}
