using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Tests.Hsds;

namespace Catalog.Tests.Imports;

/// <summary>Services of another directory, as Open Referral writes them.</summary>
public sealed class HsdsTests(CatalogFixture catalog)
{
    [Fact]
    public async Task A_page_of_services_is_read_with_all_that_the_standard_can_tell()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var source = Guid.NewGuid().ToString("N");
        using var editor = catalog.Caller("editor");
        var import = await SendAsync(editor, $$"""{"total_items": 1, "contents": [{{Service(organisation)}}]}""", $"source={source}&dryRun=false");
        Assert.Empty(await editor.ErrorsAsync(import));
        Assert.Equal((1, 0, 0, 0), import.Counts());
        var content = JsonNode.Parse((await catalog.ScalarAsync<string>("select content from service where source_name = @source", new { source }))!)!;
        var expected = JsonNode.Parse("""
            {
              "name": "Samen koken", "essence": {"what": "Elke week samen koken en eten.", "forWhom": "Voor iedereen uit de buurt.", "how": "Meld u aan bij de receptie."},
              "supportTypes": ["meeting-opportunities"], "problems": [], "targetGroups": ["older-75-plus"], "format": "group", "frequency": "recurring", "setting": [],
              "conditions": {"minAge": 18, "maxAge": null, "incomeCondition": false, "access": "sign-up", "text": "Neem een schort mee."},
              "costs": [{"label": "maaltijd", "price": {"amount": 4.50, "currency": "EUR"}, "per": "visit"}],
              "contact": {"phone": "030 555 01 00", "email": "koken@debrug.example", "point": "receptie", "website": "https://debrug.example"},
              "scope": {"national": false, "municipalities": ["GM0344"], "neighbourhoods": null},
              "locations": [{"name": "De Brug", "address": "Brugstraat 1", "postcode": "3511 AB", "city": "Utrecht", "latitude": 52.09, "longitude": 5.12, "accessibility": null}],
              "schedule": {"text": "Niet in augustus", "times": [{"startDate": "2026-01-06", "startsAt": "17:00:00", "endsAt": "20:00:00", "rule": "FREQ=WEEKLY;BYDAY=TU", "untilDate": null}]},
              "languages": ["nl", "tr"]
            }
            """)!.AsObject();
        foreach (var (member, value) in expected) Assert.True(JsonNode.DeepEquals(value, content[member]), $"{member}: {content[member]?.ToJsonString()}");

        Assert.Equal((0, 0, 1, 0), (await SendAsync(editor, $"[{Service(organisation)}]", $"source={source}&dryRun=false")).Counts());
        Assert.Equal((0, 1, 0, 0), (await SendAsync(editor, Service(organisation).Replace("Samen koken", "Samen bakken", StringComparison.Ordinal), $"source={source}&dryRun=false")).Counts());
    }

    [Fact]
    public async Task Of_two_ends_that_others_give_the_earlier_is_taken()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var source = Guid.NewGuid().ToString("N");
        using var editor = catalog.Caller("editor");
        var service = JsonNode.Parse(Service(organisation))!;
        service["schedules"] = JsonNode.Parse("""[{"freq": "WEEKLY", "count": 3, "byday": "TU", "dtstart": "2026-01-06", "until": "2026-12-31", "opens_at": "17:00", "closes_at": "20:00"}]""");
        Assert.Equal((1, 0, 0, 0), (await SendAsync(editor, service.ToJsonString(), $"source={source}&dryRun=false")).Counts());
        var times = JsonNode.Parse((await catalog.ScalarAsync<string>("select content->'schedule'->'times'->0 from service where source_name = @source", new { source }))!)!;
        Assert.Equal(("FREQ=WEEKLY;BYDAY=TU", "2026-01-20"), ((string?)times["rule"], (string?)times["untilDate"]));
    }

    /// <summary>Two of our own catalogues can exchange services by the standard alone.</summary>
    [Fact]
    public async Task What_we_serve_we_can_read()
    {
        var served = await catalog.PublishAsync(HsdsAsking.Rich(await catalog.ListOrganisationAsync()));
        var hsds = (await catalog.HsdsAsync($"/services/{served}")).GetRawText();
        var source = Guid.NewGuid().ToString("N");
        using var editor = catalog.Caller("editor");
        var import = await SendAsync(editor, hsds, $"source={source}&dryRun=false");
        Assert.Empty(await editor.ErrorsAsync(import));
        Assert.Equal((1, 0, 0, 0), import.Counts());
        const string content = "select content from service where ";
        var (original, read) = (Parse(await catalog.ScalarAsync<string>(content + "id = @served", new { served })), Parse(await catalog.ScalarAsync<string>(content + "source_name = @source", new { source })));
        Assert.All(original, member => Assert.True(JsonNode.DeepEquals(member.Value, read[member.Key]), $"{member.Key}: {member.Value?.ToJsonString()} was read as {read[member.Key]?.ToJsonString()}"));

        static JsonObject Parse(string? json) => JsonNode.Parse(json!)!.AsObject();
    }

    [Fact]
    public async Task What_is_missing_is_named_as_the_standard_calls_it()
    {
        var organisation = await catalog.ListOrganisationAsync();
        using var editor = catalog.Caller("editor");
        var bare = $$"""{"id": "{{Guid.NewGuid()}}", "organization_id": "{{organisation}}", "name": "Een kaal aanbod", "status": "active", "description": "Wat het is, in een zin."}""";
        var import = await SendAsync(editor, $$"""[{{Service(organisation)}}, {{bare}}, {"status": "active"}, {{Service(organisation).Replace("\"active\"", "\"defunct\"", StringComparison.Ordinal)}}, 7, {"name": "\ud800"}]""", "source=x");
        Assert.Equal((1, 0, 0, 5), import.Counts());
        var errors = (await editor.ErrorsAsync(import)).Select(e => $"{e.GetProperty("line")} {(e.TryGetProperty("column", out var column) ? column.GetString() : "-")}").ToList();
        Assert.Contains("2 attributes (nl-ondersteuning)", errors);
        Assert.Contains("2 application_process", errors);
        Assert.Contains("3 id", errors);
        Assert.Contains("4 status", errors);
        Assert.Contains("5 id", errors);
        Assert.Contains("6 -", errors);
    }

    /// <summary>Most directories know nothing of kinds of support: it is told once for the whole file.</summary>
    [Fact]
    public async Task What_a_file_of_elsewhere_does_not_tell_is_told_for_all_of_it_and_an_editor_improves_it_for_good()
    {
        const string defaults = "defaultSupportType=practical-support&defaultSupportType=meeting-opportunities&defaultFormat=both&defaultFrequency=recurring"
            + "&defaultForWhom=Voor%20iedereen.&defaultHow=Bel%20ons.&defaultMunicipality=GM0344";
        var organisation = await catalog.ListOrganisationAsync();
        var source = Guid.NewGuid().ToString("N");
        using var editor = catalog.Caller("editor");
        var bare = $$"""{"id": "{{Guid.NewGuid()}}", "organization_id": "{{organisation}}", "name": "Een kaal aanbod", "status": "active", "description": "Wat het is, in een zin."}""";
        Assert.Equal((0, 0, 0, 1), (await SendAsync(editor, bare, $"source={source}")).Counts());

        var tried = await SendAsync(editor, bare, $"source={source}&{defaults}");
        Assert.Equal("both", tried.GetProperty("defaults").GetProperty("defaultFormat").GetString());
        using (await editor.PostAsync(new Uri($"{Files.Imports}/{tried.GetProperty("id").GetGuid()}/apply", UriKind.Relative), null)) { }
        Assert.Equal((1, 0, 0, 0), (await editor.EndedAsync(tried.GetProperty("id").GetGuid())).Counts());
        Assert.Equal("""["practical-support", "meeting-opportunities"] both recurring Voor iedereen. Bel ons. ["GM0344"]""", await ToldAsync());

        await catalog.ScalarAsync<int>("""
            update service set content = content || '{"format": "group", "supportTypes": ["valued-role"]}', support_types = '{valued-role}' where source_name = @source returning 1
            """, new { source });
        Assert.Equal((0, 0, 1, 0), (await SendAsync(editor, bare, $"source={source}&dryRun=false&{defaults}")).Counts());
        Assert.Equal((0, 1, 0, 0), (await SendAsync(editor, bare.Replace("een zin", "twee zinnen", StringComparison.Ordinal), $"source={source}&dryRun=false&{defaults}")).Counts());
        Assert.Equal("""["valued-role"] group recurring Voor iedereen. Bel ons. ["GM0344"]""", await ToldAsync());

        Assert.Equal(["defaultFormat", "defaultSupportType"], (await editor.SendAsync(Encoding.UTF8.GetBytes(bare), "source=x&defaultFormat=choir&defaultSupportType=x", "application/json")).Is(HttpStatusCode.BadRequest).Errors.Order());

        Task<string?> ToldAsync() => catalog.ScalarAsync<string>("""
            select concat_ws(' ', content->'supportTypes', content->>'format', content->>'frequency', content->'essence'->>'forWhom', content->'essence'->>'how', content->'scope'->'municipalities')
            from service where source_name = @source
            """, new { source });
    }

    [Theory]
    [InlineData(""), InlineData("[]"), InlineData("[1"), InlineData("{\"contents\": []}"), InlineData("<xml/>"), InlineData("{\"contents\": [{\"id\": 1}")]
    public async Task A_file_without_services_is_refused_at_once(string file)
    {
        using var editor = catalog.Caller("editor");
        Assert.Equal(["body"], (await editor.SendAsync(Encoding.UTF8.GetBytes(file), "source=x", "application/json")).Is(HttpStatusCode.BadRequest).Errors);
    }

    [Fact]
    public async Task Broken_or_endless_json_ends_the_import_where_it_stands()
    {
        var organisation = await catalog.ListOrganisationAsync();
        using var editor = catalog.Caller("editor");
        var file = "[" + string.Join(',', Enumerable.Repeat(Service(organisation), 3));
        foreach (var end in new[] { ", {\"id\": ", ", {\"name\": \"" + new string('x', 20_000_000) + "\"}]" })
        {
            var import = await SendAsync(editor, file.Replace("]},", "]},\n", StringComparison.Ordinal) + end, "source=x");
            Assert.Equal("failed", import.GetProperty("state").GetString());
            Assert.Contains(await editor.ErrorsAsync(import), e => e.GetProperty("line").GetInt32() == 4);
        }
    }

    private static async Task<JsonElement> SendAsync(HttpClient editor, string json, string query) =>
        await editor.EndedAsync((await editor.SendAsync(Encoding.UTF8.GetBytes(json), query, "application/json")).Is(HttpStatusCode.Accepted).Id);

    private static string Service(Guid organisation) => $$$"""
        {
          "id": "6f0c1f3e-0000-4000-8000-000000000001", "organization_id": "{{{organisation}}}", "name": "Samen koken", "status": "active", "url": "https://debrug.example",
          "description": "Samen koken\n\nVoor iedereen", "eligibility_description": "Neem een schort mee. Leeftijd: vanaf 18 jaar.", "minimum_age": 18,
          "x_essence": {"what": "Elke week samen koken en eten.", "for_whom": "Voor iedereen uit de buurt.", "how": "Meld u aan bij de receptie."},
          "phones": [{"number": "030 555 01 00"}], "contacts": [{"name": "receptie", "email": "koken@debrug.example"}],
          "attributes": [
            {"taxonomy_term": {"taxonomy": "nl-ondersteuning", "code": "meeting-opportunities"}}, {"taxonomy_term": {"taxonomy": "nl-werkvorm", "code": "group"}},
            {"taxonomy_term": {"taxonomy": "nl-frequentie", "code": "recurring"}}, {"taxonomy_term": {"taxonomy": "nl-doelgroep", "code": "older-75-plus"}},
            {"taxonomy_term": {"taxonomy": "nl-toegang", "code": "sign-up"}}, {"taxonomy_term": {"taxonomy": "their-own", "code": "food"}}
          ],
          "cost_options": [{"option": "maaltijd", "amount": 4.5, "currency": "EUR", "amount_description": "per keer"}],
          "service_areas": [{"name": "Utrecht", "uri": "https://identifier.overheid.nl/tooi/id/gemeente/gm0344"}],
          "service_at_locations": [{"location": {"location_type": "physical", "name": "De Brug", "latitude": 52.09, "longitude": 5.12,
            "addresses": [{"address_1": "Brugstraat 1", "city": "Utrecht", "state_province": "Utrecht", "postal_code": "3511 AB", "country": "NL"}]}}, {"location": {"location_type": "virtual"}}],
          "schedules": [{"dtstart": "2026-01-06", "opens_at": "17:00+01:00", "closes_at": "20:00+01:00", "freq": "WEEKLY", "byday": "TU", "description": "Niet in augustus"}],
          "languages": [{"code": "nl"}, {"code": "tr"}]
        }
        """;
}
