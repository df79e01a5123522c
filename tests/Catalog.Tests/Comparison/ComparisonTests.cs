using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using static Catalog.Tests.Asking;

namespace Catalog.Tests.Comparison;

public sealed class ComparisonTests(CatalogFixture catalog)
{
    [Fact]
    public async Task Services_stand_side_by_side_and_what_differs_is_marked()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var one = await catalog.PublishAsync(Content(organisation).With("scope", JsonNode.Parse("""{"municipalities": ["GM0344", "GM0363"], "neighbourhoods": ["WK034401"]}"""))
            .With("conditions", JsonNode.Parse("""{"minAge": 55, "access": "sign-up"}"""))
            .With("schedule", JsonNode.Parse("""{"times": [{"startDate": "2026-01-06", "startsAt": "10:00", "endsAt": "11:30", "rule": "FREQ=MONTHLY;BYDAY=1TU"}]}""")));
        var two = await catalog.PublishAsync(Content(organisation).With("name", "Anders").With("costs", new JsonArray()).With("locations", JsonNode.Parse("""
            [{"name": "De Kade", "postcode": "3511AB", "accessibility": ["wheelchair", "lift"]}, {"name": "De Brug", "postcode": "3512AB", "accessibility": ["hearing-loop"]}, {"postcode": "3513AB"}]
            """)));
        // Half past midnight in the Netherlands.
        await catalog.ScalarAsync<int>("update service set verified_at = '2026-06-30T22:30:00Z' where id = @two", new { two });
        using var anyone = catalog.Caller();
        var answer = (await anyone.ReadAsync($"{Services}/compare?id={two}&id={one}")).Is(HttpStatusCode.OK).Body;

        Assert.Equal([two, one], answer.GetProperty("services").EnumerateArray().Select(s => s.GetProperty("id").GetGuid()));
        var rows = answer.GetProperty("rows").EnumerateArray().ToDictionary(r => r.GetProperty("field").GetString()!);
        Assert.Equal(("niet bekend", "€ 2,50 per keer (koffie)", true), Row("costs"));
        Assert.Equal(("alle leeftijden", "vanaf 55 jaar", true), Row("age"));
        Assert.Equal(("niet bekend", "elke eerste dinsdag van de maand, 10:00–11:30", true), Row("schedule"));
        Assert.Equal(("in een groep", "in een groep", false), Row("format"));
        Assert.Equal(("iedereen", "iedereen", false), Row("targetGroups"));
        Assert.Equal(("heel Nederland", "een deel van Utrecht; Amsterdam", true), Row("scope"));
        Assert.Equal(("De Kade: geschikt voor een rolstoel, lift; De Brug: ringleiding", "niet bekend", true), Row("accessibility"));
        Assert.Equal(("1 juli 2026", "niet bekend", true), Row("verifiedAt"));
        Assert.All(rows.Values, r => Assert.All(r.GetProperty("values").EnumerateArray(), v => Assert.NotEmpty(v.GetString()!)));
        Assert.Equal("each time", (await anyone.ReadAsync($"{Services}/compare?id={two}&id={one}", ("Accept-Language", "en"))).Body
            .GetProperty("rows").EnumerateArray().Single(r => r.GetProperty("field").GetString() == "costs").GetProperty("values")[1].GetString()!.Split(' ', 2)[1][..9]);

        (string, string, bool) Row(string field) => (Plain(rows[field], 0), Plain(rows[field], 1), rows[field].GetProperty("differs").GetBoolean());
        static string Plain(JsonElement row, int at) => row.GetProperty("values")[at].GetString()!.Replace(' ', ' ');
    }

    [Fact]
    public async Task Among_four_one_that_is_different_is_enough_and_the_places_left_are_told_in_words()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var ids = new List<Guid>();
        foreach (var capacity in new[] { """{"placesLeft": 3, "waitingList": true}""", """{"placesLeft": 0}""", """{"placesLeft": 0, "waitingList": true}""", "{}" })
            ids.Add(await catalog.PublishAsync(Content(organisation, "GM0344").With("capacity", JsonNode.Parse(capacity)).With("format", ids.Count == 3 ? "individual" : "group")));
        using var anyone = catalog.Caller();
        var rows = (await anyone.ReadAsync($"{Services}/compare?{string.Join('&', ids.Select(id => $"id={id}"))}")).Is(HttpStatusCode.OK).Body
            .GetProperty("rows").EnumerateArray().ToDictionary(r => r.GetProperty("field").GetString()!);
        Assert.Equal(["3 plekken vrij", "vol", "wachtlijst", "niet bekend"], rows["capacity"].GetProperty("values").EnumerateArray().Select(v => v.GetString()));
        Assert.Equal(["capacity", "format"], rows.Values.Where(r => r.GetProperty("differs").GetBoolean()).Select(r => r.GetProperty("field").GetString()!).Order());
    }

    [Fact]
    public async Task Two_to_four_different_services_that_are_public()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var one = await catalog.PublishAsync(Content(organisation, "GM0344"));
        var draft = await catalog.RegisterAsync(Content(organisation, "GM0344"));
        using var anyone = catalog.Caller();
        foreach (var wrong in new[] { "", $"id={one}", $"id={one}&id={one}", string.Join('&', Enumerable.Range(0, 5).Select(_ => $"id={Guid.NewGuid()}")), "id=a&id=b" })
            (await anyone.ReadAsync($"{Services}/compare?{wrong}")).Is(HttpStatusCode.BadRequest);
        (await anyone.ReadAsync($"{Services}/compare?id={one}&id={draft}")).Is(HttpStatusCode.NotFound);
        (await anyone.ReadAsync($"{Services}/compare?id={one}&id={Guid.NewGuid()}")).Is(HttpStatusCode.NotFound);
    }
}
