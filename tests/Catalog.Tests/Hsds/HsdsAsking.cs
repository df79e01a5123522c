using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Catalog.Tests.Hsds;

/// <summary>What another directory asks.</summary>
internal static class HsdsAsking
{
    public const string Root = "/catalog/hsds/v3";

    public static async Task<JsonElement> HsdsAsync(this CatalogFixture catalog, string path)
    {
        using var anyone = catalog.Caller();
        return (await anyone.ReadAsync(Root + path)).Is(HttpStatusCode.OK).Body;
    }

    /// <summary>The contents of the first page.</summary>
    public static async Task<JsonElement[]> ContentsAsync(this CatalogFixture catalog, string path) =>
        [.. (await catalog.HsdsAsync(path)).GetProperty("contents").EnumerateArray()];

    /// <summary>The lines of a whole list.</summary>
    public static async Task<JsonElement[]> LinesAsync(this CatalogFixture catalog, string path)
    {
        using var anyone = catalog.Caller();
        var answer = (await anyone.ReadAsync(Root + path)).Is(HttpStatusCode.OK);
        Assert.Equal("application/x-ndjson", answer.MediaType);
        return [.. answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
    }

    public static Guid[] Ids(this IEnumerable<JsonElement> contents, string name = "id") => [.. contents.Select(c => c.GetProperty(name).GetGuid())];

    public static string? Text(this JsonElement item, string name) => item.TryGetProperty(name, out var value) ? value.GetString() : null;

    public static string Escape(DateTimeOffset time) => Uri.EscapeDataString(time.ToString("O", CultureInfo.InvariantCulture));

    /// <summary>A service of which everything is known, in Utrecht.</summary>
    public static JsonObject Rich(Guid organisation, string name = "Wandelen met een maatje") => Asking.Content(organisation, "GM0344")
        .With("name", name)
        .With("summary", "Samen een blokje om.")
        .With("supportTypes", new JsonArray("meeting-opportunities"))
        .With("problems", new JsonArray("social-loneliness"))
        .With("targetGroups", new JsonArray("older-75-plus", "informal-carers"))
        .With("setting", new JsonArray("out-of-home", "online"))
        .With("funding", "subsidised")
        .With("workforce", "voluntary")
        .With("evidence", "theory")
        .With("languages", new JsonArray("nl", "tr"))
        .With("conditions", JsonNode.Parse("""{"minAge": 55, "maxAge": 90, "incomeCondition": true, "access": "referral", "text": "U kunt een half uur lopen."}"""))
        .With("costs", JsonNode.Parse("""[{"label": "koffie", "price": {"amount": 2.5}, "per": "visit"}, {"label": "met lunch", "price": {"amount": 7}, "per": "visit"}]"""))
        .With("contact", JsonNode.Parse("""{"phone": "030 123 45 67", "email": "wandelen@debrug.example", "point": "receptie", "website": "https://debrug.example/wandelen"}"""))
        .With("capacity", JsonNode.Parse("""{"placesLeft": 3, "waitingList": true, "asOfDate": "2026-11-01"}"""))
        .With("schedule", JsonNode.Parse("""{"text": "Niet in de zomervakantie.", "times": [{"startDate": "2026-06-02", "startsAt": "10:00", "endsAt": "11:30", "rule": "FREQ=WEEKLY;BYDAY=TU"}]}"""))
        .With("locations", JsonNode.Parse("""
            [{"name": "Buurthuis De Brug", "address": "Brugstraat 1", "postcode": "3511 AB", "city": "Utrecht", "latitude": 52.0907, "longitude": 5.1214, "accessibility": ["wheelchair"]},
             {"postcode": "3581"}]
            """));

    /// <summary>The id of a term, as a client finds it.</summary>
    public static async Task<Guid> TermAsync(this CatalogFixture catalog, string taxonomy, string code) =>
        (await catalog.LinesAsync("/taxonomy_terms?format=ndjson")).Single(t => t.Text("taxonomy") == taxonomy && t.Text("code") == code).GetProperty("id").GetGuid();
}
