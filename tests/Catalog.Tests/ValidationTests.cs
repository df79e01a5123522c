using System.Net;
using System.Text.Json.Nodes;
using static Catalog.Tests.Asking;

namespace Catalog.Tests;

public sealed class ValidationTests(CatalogFixture catalog)
{
    [Theory]
    [InlineData("nl", "Dit is nodig.")]
    [InlineData("en", "This is required.")]
    [InlineData("fr", "Dit is nodig.")]
    [InlineData("fr, en;q=0.5", "This is required.")]
    public async Task All_that_is_missing_is_told_at_once_in_the_callers_language(string language, string message)
    {
        using var editor = catalog.Caller("editor");
        var answer = (await editor.PostAsync(Services, new { }, ("Accept-Language", language))).Is(HttpStatusCode.BadRequest);
        Assert.Equal(["essence", "format", "frequency", "name", "organisationId", "scope", "supportTypes"], answer.Errors.Order(StringComparer.Ordinal));
        Assert.All(answer.Body.GetProperty("errors").EnumerateObject(), e => Assert.Equal(message, e.Value[0].GetString()));
    }

    public static TheoryData<string, string, string> Wrong => new()
    {
        { "name", "\"ab\"", "name" },
        { "name", "\"   \"", "name" },
        { "summary", $"\"{new string('a', 161)}\"", "summary" },
        { "essence", """{"what": "kort", "forWhom": "", "how": null}""", "essence.forWhom, essence.how, essence.what" },
        { "supportTypes", "[]", "supportTypes" },
        { "supportTypes", """["nothing"]""", "supportTypes" },
        { "supportTypes", "[null]", "supportTypes" },
        { "problems", """["nothing"]""", "problems" },
        { "targetGroups", "[null]", "targetGroups" },
        { "locations", """[{"name": "Buurthuis"}]""", "locations[0].postcode" },
        { "locations", """[{"postcode": "0123"}]""", "locations[0].postcode" },
        { "locations", """[{"postcode": "3511AB", "latitude": 52.1}]""", "locations[0].longitude" },
        { "locations", """[{"postcode": "3511AB", "latitude": 12.1, "longitude": 5.1}]""", "locations[0].latitude" },
        { "locations", "[null]", "locations[0]" },
        { "schedule", """{"times": [{"startDate": "2026-01-06", "startsAt": "10:00", "endsAt": "09:00"}]}""", "schedule.times[0].endsAt" },
        { "schedule", """{"times": [{"startDate": "2026-01-06", "startsAt": "10:00", "endsAt": "11:00", "untilDate": "2026-01-05"}]}""", "schedule.times[0].untilDate" },
        { "schedule", """{"times": [{"startDate": "2026-01-06", "startsAt": "10:00", "endsAt": "11:00", "rule": "every tuesday"}]}""", "schedule.times[0].rule" },
        { "schedule", """{"times": [{"startDate": "2026-01-06", "startsAt": "10:00"}]}""", "schedule.times[0].endsAt" },
        { "schedule", """{"times": [{"startDate": "2026-01-06", "startsAt": "10:00", "endsAt": "11:00", "rule": "FREQ=WEEKLY;COUNT=8;BYDAY=TU", "untilDate": "2026-03-31"}]}""", "schedule.times[0].untilDate" },
        { "capacity", """{"placesLeft": -1}""", "capacity.placesLeft" },
        { "scope", """{"municipalities": ["GM0344"], "neighbourhoods": ["Zuid"]}""", "scope.neighbourhoods" },
        { "scope", """{"municipalities": ["GM0344"], "neighbourhoods": ["WK034401", "BU03630101"]}""", "scope.neighbourhoods" },
        { "scope", """{"national": true, "neighbourhoods": ["WK034401"]}""", "scope.neighbourhoods" },
        { "format", "\"crowd\"", "format" },
        { "setting", """["moon"]""", "setting" },
        { "setting", "[null]", "setting" },
        { "evidence", "null", "evidence" },
        { "conditions", """{"minAge": 121, "access": "closed"}""", "conditions.access, conditions.minAge" },
        { "conditions", """{"access": null}""", "conditions.access" },
        { "conditions", """{"minAge": 60, "maxAge": 50}""", "conditions.maxAge" },
        { "costs", """[{"label": "", "price": {"amount": 1, "currency": "USD"}, "per": "life"}]""", "costs[0].label, costs[0].per, costs[0].price.currency" },
        { "costs", """[{"label": "a", "price": {"amount": 1.234}, "per": "once"}, {"label": "b", "price": {"amount": -1}, "per": "once"}]""", "costs[0].price.amount, costs[1].price.amount" },
        { "costs", """[{"label": "a", "per": "once"}]""", "costs[0].price" },
        { "costs", """[{"label": "a", "price": {}, "per": "once"}]""", "costs[0].price.amount" },
        { "costs", "[null]", "costs[0]" },
        { "contact", """{"email": "nergens", "website": "ftp://x"}""", "contact.email, contact.website" },
        { "scope", "{}", "scope" },
        { "scope", """{"national": true, "municipalities": ["GM0344"]}""", "scope" },
        { "scope", """{"municipalities": ["GM9999"]}""", "scope.municipalities" },
        { "scope", """{"municipalities": [null]}""", "scope.municipalities" },
        { "languages", """["Nederlands"]""", "languages" },
        { "languages", "[null]", "languages" },
        { "organisationId", "\"0192a3b4-0000-7000-8000-000000000000\"", "organisationId" },
        { "organisationId", "\"geen\"", "organisationId" },
        { "source", """{"name": "", "id": ""}""", "source.id, source.name" },
        { "asOfDate", "\"gisteren\"", "asOfDate" },
        { "wheelchair", "true", "wheelchair" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_is_wrong_is_named(string member, string value, string errors)
    {
        using var editor = catalog.Caller("editor");
        var content = Content(await catalog.ListOrganisationAsync(), "GM0344").With(member, JsonNode.Parse(value));
        var answer = (await editor.PostAsync(Services, content)).Is(HttpStatusCode.BadRequest);
        Assert.Equal(errors, string.Join(", ", answer.Errors.Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("problems")]
    [InlineData("targetGroups")]
    [InlineData("setting")]
    [InlineData("costs")]
    [InlineData("locations")]
    [InlineData("schedule")]
    [InlineData("capacity")]
    [InlineData("languages")]
    [InlineData("conditions")]
    [InlineData("contact")]
    [InlineData("summary")]
    [InlineData("funding")]
    public async Task What_need_not_be_told_may_be_null(string member)
    {
        using var editor = catalog.Caller("editor");
        (await editor.PostAsync(Services, Content(await catalog.ListOrganisationAsync(), "GM0344").With(member, null))).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Free_is_free()
    {
        using var editor = catalog.Caller("editor");
        var content = Content(await catalog.ListOrganisationAsync(), "GM0344").With("funding", "free");
        Assert.Equal(["funding"], (await editor.PostAsync(Services, content)).Is(HttpStatusCode.BadRequest).Errors);
    }

    [Fact]
    public async Task A_change_is_judged_by_the_same_rules()
    {
        var id = await catalog.RegisterAsync(Content(await catalog.ListOrganisationAsync(), "GM0344"));
        using var editor = catalog.Caller("editor");
        Assert.Equal(["name"], (await editor.PutAsync($"{Services}/{id}", Content(null, "GM0344").With("name", "x"), IfMatch(1))).Is(HttpStatusCode.BadRequest).Errors);
        Assert.Equal(["scope"], (await editor.PutAsync($"{Services}/{id}", Content(null, "GM0344").With("scope", new JsonObject()), IfMatch(1))).Is(HttpStatusCode.BadRequest).Errors);
    }
}
