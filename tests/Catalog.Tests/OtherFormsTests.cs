using System.Net;
using System.Text.Json.Nodes;
using Ical.Net;
using Ical.Net.DataTypes;
using Nabij.Catalog.Services;
using static Catalog.Tests.Asking;

namespace Catalog.Tests;

/// <summary>A service for calendars and for search engines.</summary>
public sealed class OtherFormsTests(CatalogFixture catalog)
{
    [Fact]
    public async Task A_calendar_knows_when_it_takes_place_in_summer_and_in_winter()
    {
        var id = await catalog.PublishAsync(Content(await catalog.ListOrganisationAsync(), "GM0344")
            .With("locations", JsonNode.Parse("""[{"name": "De Kade", "postcode": "3511AB", "city": "Utrecht"}]"""))
            .With("schedule", JsonNode.Parse("""{"times": [{"startDate": "2026-03-24", "startsAt": "10:00", "endsAt": "11:30", "rule": "FREQ=WEEKLY;BYDAY=TU", "untilDate": "2026-04-07"}, {"startDate": "2026-12-24", "startsAt": "18:00", "endsAt": "20:00"}]}""")));
        using var anyone = catalog.Caller();
        var answer = (await anyone.ReadAsync($"{Services}/{id}/calendar")).Is(HttpStatusCode.OK);
        Assert.Equal("text/calendar", answer.MediaType);
        var calendar = Calendar.Load(answer.Text)!;
        Assert.Contains("BEGIN:DAYLIGHT", answer.Text, StringComparison.Ordinal);
        Assert.Equal(2, calendar.Events.Count);
        Assert.All(calendar.Events, e => Assert.Equal(("Samen wandelen", "De Kade, 3511AB, Utrecht", "CONFIRMED"), (e.Summary, e.Location, e.Status)));
        Assert.Equal([new(2026, 3, 24, 10, 30, 0, DateTimeKind.Utc), new DateTime(2026, 12, 24, 19, 0, 0, DateTimeKind.Utc)], calendar.Events.Select(e => e.DtEnd!.AsUtc).Order());
        var starts = calendar.GetOccurrences(new CalDateTime(2026, 1, 1)).Select(o => o.Period.StartTime.AsUtc).Order().ToList();
        Assert.Equal(
            [new(2026, 3, 24, 9, 0, 0, DateTimeKind.Utc), new(2026, 3, 31, 8, 0, 0, DateTimeKind.Utc), new(2026, 4, 7, 8, 0, 0, DateTimeKind.Utc), new DateTime(2026, 12, 24, 17, 0, 0, DateTimeKind.Utc)],
            starts);

        using var editor = catalog.Caller("editor");
        (await editor.StepAsync(id, "pause", 2, new { reason = "Zomerstop" })).Is(HttpStatusCode.OK);
        Assert.All(Calendar.Load((await anyone.ReadAsync($"{Services}/{id}/calendar")).Text)!.Events, e => Assert.Equal("CANCELLED", e.Status));
        var draft = await catalog.RegisterAsync(Content(await catalog.ListOrganisationAsync(), "GM0344"));
        (await anyone.ReadAsync($"{Services}/{draft}/calendar")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_rule_with_two_ends_from_before_is_told_with_one()
    {
        var id = await catalog.PublishAsync(Content(await catalog.ListOrganisationAsync(), "GM0344")
            .With("schedule", JsonNode.Parse("""{"times": [{"startDate": "2099-03-03", "startsAt": "10:00", "endsAt": "11:30", "rule": "FREQ=WEEKLY;COUNT=3;BYDAY=TU"}]}""")));
        using var anyone = catalog.Caller();
        Assert.Contains("COUNT=3", (await anyone.ReadAsync($"{Services}/{id}/calendar")).Text, StringComparison.Ordinal);
        await catalog.ScalarAsync<int>("""update service set content = jsonb_set(content, '{schedule,times,0,untilDate}', '"2099-12-31"') where id = @id""", new { id });
        var text = (await anyone.ReadAsync($"{Services}/{id}/calendar")).Is(HttpStatusCode.OK).Text;
        Assert.DoesNotContain("COUNT", text, StringComparison.Ordinal);
        Assert.Contains("UNTIL=20990317T", text, StringComparison.Ordinal);
        Assert.Equal(3, Calendar.Load(text)!.GetOccurrences(new CalDateTime(2099, 1, 1)).Count());
    }

    [Fact]
    public async Task A_search_engine_reads_it_in_the_words_of_schema_org()
    {
        var id = await catalog.PublishAsync(Content(await catalog.ListOrganisationAsync(), "GM0344").With("targetGroups", new JsonArray("informal-carers"))
            .With("locations", JsonNode.Parse("""[{"name": "De Kade", "postcode": "3511AB", "city": "Utrecht", "latitude": 52.1, "longitude": 5.1}]"""))
            .With("schedule", JsonNode.Parse("""{"times": [{"startDate": "2026-03-24", "startsAt": "10:00", "endsAt": "11:30", "rule": "FREQ=WEEKLY;BYDAY=TU"}, {"startDate": "2026-03-05", "startsAt": "19:00", "endsAt": "21:00", "rule": "FREQ=MONTHLY;BYDAY=1TH"}, {"startDate": "2026-03-04", "startsAt": "19:00", "endsAt": "21:00", "rule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"}]}""")));
        using var anyone = catalog.Caller();
        var answer = (await anyone.ReadAsync($"{Services}/{id}", ("Accept", "application/ld+json"))).Is(HttpStatusCode.OK);
        Assert.Equal("application/ld+json", answer.MediaType);
        Assert.Contains("Accept", answer.Header("Vary"), StringComparison.Ordinal);
        var service = answer.Body;
        Assert.Equal("Service", service.GetProperty("@type").GetString());
        Assert.Equal("Buurthuis De Brug", service.GetProperty("provider").GetProperty("name").GetString());
        Assert.Equal("Utrecht", service.GetProperty("areaServed")[0].GetProperty("name").GetString());
        Assert.Equal(2.5m, service.GetProperty("offers")[0].GetProperty("price").GetDecimal());
        // Opening hours are of each week: what is monthly, or every other week, cannot be told in them.
        Assert.Equal("https://schema.org/Tuesday", Assert.Single(service.GetProperty("hoursAvailable").EnumerateArray()).GetProperty("dayOfWeek")[0].GetString());
        var place = service.GetProperty("availableChannel")[0].GetProperty("serviceLocation");
        Assert.Equal("3511AB", place.GetProperty("address").GetProperty("postalCode").GetString());
        Assert.Equal((52.1, 5.1), (place.GetProperty("geo").GetProperty("latitude").GetDouble(), place.GetProperty("geo").GetProperty("longitude").GetDouble()));
        Assert.DoesNotContain("null", answer.Text, StringComparison.Ordinal);
        Assert.Equal("application/json", (await anyone.ReadAsync($"{Services}/{id}")).MediaType);
    }

    [Theory]
    [InlineData("free", 0)]
    [InlineData("subsidised", null)]
    public async Task A_search_engine_hears_of_no_costs_only_when_it_is_free(string funding, int? price)
    {
        var id = await catalog.PublishAsync(Content(await catalog.ListOrganisationAsync()).With("costs", new JsonArray()).With("funding", funding));
        using var anyone = catalog.Caller();
        var service = (await anyone.ReadAsync($"{Services}/{id}", ("Accept", "application/ld+json"))).Is(HttpStatusCode.OK).Body;
        Assert.Equal(price, service.TryGetProperty("offers", out var offers) ? offers[0].GetProperty("price").GetInt32() : null);
        Assert.Equal("Nederland", service.GetProperty("areaServed")[0].GetProperty("name").GetString());
    }

    [Theory]
    [InlineData(null, "24 december 2026, 18:00–20:00", "24 December 2026, 18:00–20:00")]
    [InlineData("FREQ=DAILY", "elke dag, 18:00–20:00", "every day, 18:00–20:00")]
    [InlineData("FREQ=WEEKLY", "elke donderdag, 18:00–20:00", "every Thursday, 18:00–20:00")]
    [InlineData("FREQ=WEEKLY;BYDAY=MO,TU,FR", "elke maandag, dinsdag en vrijdag, 18:00–20:00", "every Monday, Tuesday and Friday, 18:00–20:00")]
    [InlineData("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "elke 2 weken op dinsdag, 18:00–20:00", "every 2 weeks on Tuesday, 18:00–20:00")]
    [InlineData("FREQ=MONTHLY;BYDAY=1TU", "elke eerste dinsdag van de maand, 18:00–20:00", "every first Tuesday of the month, 18:00–20:00")]
    [InlineData("FREQ=MONTHLY;BYDAY=-1FR", "elke laatste vrijdag van de maand, 18:00–20:00", "every last Friday of the month, 18:00–20:00")]
    [InlineData("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15", "elke 3 maanden op dag 15, 18:00–20:00", "every 3 months on day 15, 18:00–20:00")]
    [InlineData("FREQ=YEARLY", "elk jaar op 24 december, 18:00–20:00", "every year on 24 December, 18:00–20:00")]
    public void Times_are_told_in_words(string? rule, string dutch, string english)
    {
        var times = new Times(new DateOnly(2026, 12, 24), new TimeOnly(18, 0), new TimeOnly(20, 0), rule);
        Assert.Equal((dutch, english), (ScheduleTexts.Of(times).Nl, ScheduleTexts.Of(times).En));
    }
}
