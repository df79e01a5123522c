using System.Net;
using System.Text.Json.Nodes;
using static Catalog.Tests.Hsds.HsdsAsking;

namespace Catalog.Tests.Hsds;

/// <summary>What is answered is HSDS, and says what our services say.</summary>
public sealed class HsdsShapeTests(CatalogFixture catalog)
{
    [Fact]
    public async Task The_area_is_each_neighbourhood_and_each_municipality_without_one()
    {
        var id = await catalog.PublishAsync(Asking.Content(await catalog.ListOrganisationAsync())
            .With("scope", JsonNode.Parse("""{"municipalities": ["GM0344", "GM0363"], "neighbourhoods": ["BU03440111", "WK034402"]}""")));
        var areas = (await catalog.HsdsAsync($"/services/{id}")).GetProperty("service_areas").EnumerateArray().Select(a => a.GetProperty("x_code").GetString());
        Assert.Equal(["BU03440111", "GM0363", "WK034402"], areas.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_list_and_every_object_is_valid_by_the_schemas_of_the_standard()
    {
        var organisation = await catalog.ListOrganisationAsync();
        await catalog.PublishAsync(Rich(organisation));
        await catalog.PublishAsync(Asking.Content(organisation));
        await catalog.PublishAsync(Asking.Content(organisation, "GM0344").With("costs", null).With("funding", "free").With("languages", new JsonArray("zz", "xx"))
            .With("scope", JsonNode.Parse("""{"municipalities": ["GM0344"], "neighbourhoods": ["BU03440111"]}""")));
        using var editor = catalog.Caller("editor", "*");
        var paused = await catalog.PublishAsync(Rich(organisation));
        (await editor.StepAsync(paused, "pause", 2, new { reason = "De begeleider is ziek." })).Is(HttpStatusCode.OK);
        var archived = await catalog.PublishAsync(Rich(organisation));
        (await editor.StepAsync(archived, "archive", 2, new { reason = "Het geld is op.", successorId = paused })).Is(HttpStatusCode.OK);

        foreach (var (list, shortSchema, fullSchema) in new[]
        {
            ("/services", "service_list", "service"), ("/service_at_locations", "service_at_location_list", "service_at_location"), ("/organizations", "organization_list", "organization"),
        })
        {
            var own = list == "/organizations" ? "" : $"&organization_id={organisation}";
            var items = await catalog.ContentsAsync($"{list}?per_page=100{own}");
            Assert.NotEmpty(items);
            foreach (var item in items) await HsdsSchema.AssertValidAsync(shortSchema, item);
            foreach (var line in await catalog.LinesAsync($"{list}?format=ndjson{own}")) await HsdsSchema.AssertValidAsync(shortSchema, line);

            var nested = await catalog.ContentsAsync($"{list}?full=true&per_page=100{own}");
            foreach (var item in nested) await HsdsSchema.AssertValidAsync(fullSchema, item);
            foreach (var id in items.Ids().Take(10))
            {
                var one = await catalog.HsdsAsync($"{list}/{id}");
                await HsdsSchema.AssertValidAsync(fullSchema, one);
                if (list == "/service_at_locations") await HsdsSchema.AssertValidAsync("service", one);
            }
        }

        foreach (var (path, schema) in new[] { ("", "service_list"), ("?full_service=true", "service") })
        {
            var services = (await catalog.HsdsAsync($"/organizations/{organisation}{path}")).GetProperty("services");
            Assert.Equal(5, services.GetArrayLength());
            foreach (var service in services.EnumerateArray()) await HsdsSchema.AssertValidAsync(schema, service);
        }

        foreach (var (list, schema) in new[] { ("/taxonomies", "taxonomy"), ("/taxonomy_terms", "taxonomy_term") })
        {
            foreach (var item in await catalog.ContentsAsync($"{list}?per_page=100"))
            {
                await HsdsSchema.AssertValidAsync(schema, item);
                await HsdsSchema.AssertValidAsync(schema, await catalog.HsdsAsync($"{list}/{item.GetProperty("id").GetGuid()}"));
            }
        }
    }

    [Fact]
    public async Task A_service_tells_all_that_is_known_of_it()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var id = await catalog.PublishAsync(Rich(organisation));
        var service = await catalog.HsdsAsync($"/services/{id}");

        Assert.Equal("active", service.Text("status"));
        Assert.StartsWith("Samen een blokje om.\n\nElke week een wandeling", service.Text("description"), StringComparison.Ordinal);
        Assert.Equal("U hebt een verwijzing nodig. Loop mee vanaf de brug.", service.Text("application_process"));
        Assert.Equal("U kunt een half uur lopen. Leeftijd: 55 tot en met 90 jaar. Alleen met een laag inkomen.", service.Text("eligibility_description"));
        Assert.Equal("koffie: € 2,50 per keer; met lunch: € 7,00 per keer", service.Text("fees_description"));
        Assert.Equal((55, 90), (service.GetProperty("minimum_age").GetInt32(), service.GetProperty("maximum_age").GetInt32()));
        Assert.Equal("Iedereen die graag buiten is.", service.GetProperty("x_essence").Text("for_whom"));
        Assert.Equal((2.5m, 7m), (service.GetProperty("x_cost").GetProperty("min").GetDecimal(), service.GetProperty("x_cost").GetProperty("max").GetDecimal()));
        Assert.Equal("030 123 45 67", service.GetProperty("phones")[0].Text("number"));
        Assert.Equal("receptie", service.GetProperty("contacts")[0].Text("name"));
        Assert.Equal(["nl", "tr"], service.GetProperty("languages").EnumerateArray().Select(l => l.Text("code")));
        Assert.Equal([2.5m, 7m], service.GetProperty("cost_options").EnumerateArray().Select(c => c.GetProperty("amount").GetDecimal()));
        Assert.Equal("https://identifier.overheid.nl/tooi/id/gemeente/gm0344", service.GetProperty("service_areas")[0].Text("uri"));
        Assert.Equal(3, service.GetProperty("capacities")[0].GetProperty("available").GetInt32());
        Assert.Equal("12345678", service.GetProperty("organization").GetProperty("organization_identifiers")[0].Text("identifier"));
        Assert.False(service.TryGetProperty("assured_date", out _) || service.TryGetProperty("assurer_email", out _));
        Assert.Equal(
            [
                "access: met een verwijzing", "accessibility: geschikt voor een rolstoel", "evidence: theoretisch onderbouwd", "format: in een groep", "frequency: regelmatig",
                "funding: gesubsidieerd", "income: alleen met een laag inkomen", "need: sociale eenzaamheid", "setting: buitenshuis", "setting: online",
                "support: bieden van ontmoetingsmogelijkheden", "target_audience: mantelzorgers", "target_audience: ouderen 75+", "workforce: vrijwilligers",
            ],
            service.GetProperty("attributes").EnumerateArray().Select(a => $"{a.Text("link_type")}: {a.Text("label")}").Order(StringComparer.Ordinal));

        var places = service.GetProperty("service_at_locations").EnumerateArray().Select(p => p.GetProperty("location")).ToArray();
        Assert.Equal(["virtual", "physical", "physical"], places.Select(p => p.Text("location_type")));
        var address = places[1].GetProperty("addresses")[0];
        Assert.Equal(("Brugstraat 1", "Utrecht", "3511 AB", "Utrecht", "NL"),
            (address.Text("address_1"), address.Text("city"), address.Text("postal_code"), address.Text("state_province"), address.Text("country")));
        Assert.Equal(["address", "postcode"], places.Skip(1).Select(p => p.Text("x_precision")));
        Assert.False(places[2].TryGetProperty("addresses", out _));
    }

    [Fact]
    public async Task A_check_is_told_apart_from_a_change()
    {
        var id = await catalog.PublishAsync(Asking.Content(await catalog.ListOrganisationAsync()));
        await catalog.ScalarAsync<int>("update service set verified_at = '2099-01-01 23:30:00+00' where id = @id", new { id });
        var service = await catalog.HsdsAsync($"/services/{id}");
        Assert.Equal(("2099-01-02", "redactie@nabij.example", "2099-01-01T23:30:00.000Z"), (service.Text("assured_date"), service.Text("assurer_email"), service.Text("last_modified")));
    }

    [Fact]
    public async Task What_has_ended_stays_as_a_tombstone_and_a_draft_is_never_told()
    {
        var organisation = await catalog.ListOrganisationAsync();
        using var editor = catalog.Caller("editor", "*");
        using var anyone = catalog.Caller();
        var successor = await catalog.PublishAsync(Rich(organisation));
        var (paused, archived) = (await catalog.PublishAsync(Rich(organisation)), await catalog.PublishAsync(Rich(organisation)));
        var (draft, offered, abandoned) = (await catalog.RegisterAsync(Rich(organisation)), await catalog.RegisterAsync(Rich(organisation)), await catalog.RegisterAsync(Rich(organisation)));
        (await editor.StepAsync(paused, "pause", 2, new { reason = "Zomerstop." })).Is(HttpStatusCode.OK);
        (await editor.StepAsync(archived, "archive", 2, new { reason = "Samengevoegd.", successorId = successor })).Is(HttpStatusCode.OK);
        (await editor.StepAsync(offered, "submit", 1)).Is(HttpStatusCode.OK);
        (await editor.StepAsync(abandoned, "archive", 1, new { reason = "Toch niet." })).Is(HttpStatusCode.OK);

        var told = await catalog.ContentsAsync($"/services?organization_id={organisation}");
        Assert.Equal(["active: ", "temporarily closed: Tijdelijk gestopt. Zomerstop.", "defunct: Dit aanbod bestaat niet meer. Samengevoegd."],
            told.Select(s => $"{s.Text("status")}: {s.Text("alert")}"));
        Assert.Equal([successor, paused, archived], told.Ids());
        Assert.Equal(successor, told[2].GetProperty("x_successor_id").GetGuid());
        Assert.Empty((await catalog.ContentsAsync($"/service_at_locations?organization_id={organisation}&per_page=100")).Ids("service_id").Except(told.Ids()));
        Assert.Equal(told.Ids(), (await catalog.HsdsAsync($"/organizations/{organisation}")).GetProperty("services").EnumerateArray().Ids());
        foreach (var hidden in new[] { draft, offered, abandoned })
        {
            (await anyone.ReadAsync($"{Root}/services/{hidden}")).Is(HttpStatusCode.NotFound);
            var place = await catalog.ScalarAsync<Guid>("select id from service_location where service_id = @hidden limit 1", new { hidden });
            (await anyone.ReadAsync($"{Root}/service_at_locations/{place}")).Is(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task A_place_keeps_its_id_while_the_service_changes()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var content = Rich(organisation);
        var id = await catalog.PublishAsync(content);
        var before = (await catalog.ContentsAsync($"/service_at_locations?organization_id={organisation}")).Ids();
        Assert.Equal(3, before.Length);

        content.Remove("organisationId");
        content["locations"]!.AsArray().RemoveAt(1);
        content["locations"]![0]!["address"] = "Brugstraat 3";
        using var editor = catalog.Caller("editor", "*");
        (await editor.PutAsync($"{Asking.Services}/{id}", content, Asking.IfMatch(2))).Is(HttpStatusCode.OK);
        var after = await catalog.ContentsAsync($"/service_at_locations?organization_id={organisation}&full=true");
        Assert.Equal(2, after.Length);
        Assert.Subset(before.ToHashSet(), after.Ids().ToHashSet());
        Assert.Contains("Brugstraat 3", after.Select(p => p.GetProperty("location").TryGetProperty("addresses", out var a) ? a[0].Text("address_1") : null));
    }

    [Fact]
    public async Task Ids_of_terms_are_the_same_everywhere()
    {
        Assert.Equal(new Guid("092281f3-911b-5244-a9bc-4dadd3a81acc"), await catalog.TermAsync("nl-werkvorm", "group"));
        var terms = await catalog.LinesAsync("/taxonomy_terms?format=ndjson");
        Assert.Equal(terms.Length, terms.Ids().Distinct().Count());
        Assert.All(terms.Ids(), id => Assert.Equal(5, id.Version));
    }
}
