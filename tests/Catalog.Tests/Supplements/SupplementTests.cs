using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nabij.Catalog.Services;
using Nabij.Catalog.Supplements;
using Nabij.Contracts;
using static Catalog.Tests.Asking;

namespace Catalog.Tests.Supplements;

/// <summary>What is different of a national service in one municipality.</summary>
public sealed class SupplementTests(CatalogFixture catalog)
{
    private const string Town = "GM0150", Elsewhere = "GM0363";

    [Fact]
    public void What_is_given_takes_the_place_of_the_national_line_and_the_rest_stays()
    {
        var national = new ServiceContent
        {
            Name = "Luisterlijn",
            Contact = new Contact("0800-1234", "info@lijn.example"),
            Costs = [new Cost("gesprek", new Money(0), "visit")],
            Schedule = new Schedule("dag en nacht"),
        };
        var local = new SupplementContent(Contact: new Contact("030-1234567", Point: "balie"), Schedule: new Schedule("op werkdagen"));
        var shown = local.ApplyTo(national);
        Assert.Equal(new Contact("030-1234567", "info@lijn.example", "balie"), shown.Contact);
        Assert.Equal(("op werkdagen", national.Costs), (shown.Schedule.Text, shown.Costs));
        Assert.Equal(["contact", "schedule"], local.FieldNames());
        Assert.Empty(new SupplementContent(Costs: []).ApplyTo(national).Costs);
        Assert.Same(national.Contact, new SupplementContent(Text: "Ook hier.").ApplyTo(national).Contact);
    }

    [Fact]
    public async Task A_national_service_is_shown_with_what_is_local_and_is_not_copied()
    {
        var (id, path, editor) = await NationalAsync();
        using var anyone = catalog.Caller();
        var local = new JsonObject
        {
            ["text"] = "In onze stad belt u het buurthuis.",
            ["contact"] = new JsonObject { ["phone"] = "030-7654321" },
            ["costs"] = JsonNode.Parse("""[{ "label": "bezoek", "price": { "amount": 1 }, "per": "visit" }]"""),
        };
        Assert.Equal("\"1\"", (await editor.PutAsync(path, local, ("If-None-Match", "*"))).Is(HttpStatusCode.Created).Header("ETag"));

        var here = (await anyone.ReadAsync($"{Services}/{id}?municipality={Town}")).Is(HttpStatusCode.OK);
        Assert.Equal(("030-7654321", "landelijk@lijn.example", 1m), (Phone(here.Body), here.Body.GetProperty("contact").GetProperty("email").GetString(),
            here.Body.GetProperty("costs")[0].GetProperty("price").GetProperty("amount").GetDecimal()));
        var mark = here.Body.GetProperty("supplement");
        Assert.Equal((Town, "In onze stad belt u het buurthuis."), (mark.GetProperty("municipality").GetString(), mark.GetProperty("text").GetString()));
        Assert.Equal(["contact", "costs"], mark.GetProperty("fields").EnumerateArray().Select(f => f.GetString()));

        // What is shown here is not what is changed there.
        Assert.NotEqual("\"2\"", here.Header("ETag"));
        (await catalog.Caller("editor", "*").PutAsync($"{Services}/{id}", Content(null), ("If-Match", here.Header("ETag")!))).Is(HttpStatusCode.PreconditionFailed);

        foreach (var query in new[] { "", $"?municipality={Elsewhere}" })
        {
            var there = (await anyone.ReadAsync($"{Services}/{id}{query}")).Is(HttpStatusCode.OK);
            Assert.Equal(("0800-1234", "\"3\""), (Phone(there.Body), there.Header("ETag")));
            Assert.False(there.Body.TryGetProperty("supplement", out _));
        }

        Assert.Equal("\"1\"", (await anyone.ReadAsync(path)).Is(HttpStatusCode.OK).Header("ETag"));
        (await anyone.ReadAsync($"{Services}/{id}?municipality=GM9999")).Is(HttpStatusCode.BadRequest);
        (await editor.PutAsync(path, new { text = "Anders." }, IfMatch(1))).Is(HttpStatusCode.OK);
        Assert.Equal("0800-1234", Phone((await anyone.ReadAsync($"{Services}/{id}?municipality={Town}")).Body));
        (await editor.AskAsync(HttpMethod.Delete, path, null, IfMatch(1))).Is(HttpStatusCode.PreconditionFailed);
        (await editor.AskAsync(HttpMethod.Delete, path, null, IfMatch(2))).Is(HttpStatusCode.NoContent);
        (await anyone.ReadAsync(path)).Is(HttpStatusCode.NotFound);
        (await editor.AskAsync(HttpMethod.Delete, path, null, IfMatch(2))).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_comparison_a_calendar_and_a_search_engine_get_the_local_lines_too()
    {
        var (id, path, editor) = await NationalAsync();
        var other = await catalog.PublishAsync(Content(await catalog.ListOrganisationAsync()).With("name", "Anders"));
        using var anyone = catalog.Caller();
        var local = JsonNode.Parse("""
            {
              "text": "Ook in het buurthuis.", "contact": {"phone": "030-7654321"},
              "schedule": {"times": [{"startDate": "2026-03-24", "startsAt": "10:00", "endsAt": "11:30", "rule": "FREQ=WEEKLY;BYDAY=TU"}]}
            }
            """);
        (await editor.PutAsync(path, local, ("If-None-Match", "*"))).Is(HttpStatusCode.Created);
        Assert.Equal("0800-1234; landelijk@lijn.example", await ContactAsync(""));
        Assert.Equal("0800-1234; landelijk@lijn.example", await ContactAsync($"&municipality={Elsewhere}"));
        Assert.Equal("030-7654321; landelijk@lijn.example", await ContactAsync($"&municipality={Town}"));
        var marks = (await anyone.ReadAsync($"{Services}/compare?id={id}&id={other}&municipality={Town}")).Body.GetProperty("services");
        Assert.Equal("Ook in het buurthuis.", marks[0].GetProperty("supplement").GetProperty("text").GetString());
        Assert.False(marks[1].TryGetProperty("supplement", out _));

        Assert.DoesNotContain("BEGIN:VEVENT", (await anyone.ReadAsync($"{Services}/{id}/calendar")).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        Assert.Contains("BYDAY=TU", (await anyone.ReadAsync($"{Services}/{id}/calendar?municipality={Town}")).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        var described = (await anyone.ReadAsync($"{Services}/{id}?municipality={Town}", ("Accept", "application/ld+json"))).Is(HttpStatusCode.OK).Text;
        Assert.Contains("030-7654321", described, StringComparison.Ordinal);
        (await anyone.ReadAsync($"{Services}/{id}/calendar?municipality=GM9999")).Is(HttpStatusCode.BadRequest);
        (await anyone.ReadAsync($"{Services}/compare?id={id}&id={other}&municipality=GM9999")).Is(HttpStatusCode.BadRequest);

        async Task<string?> ContactAsync(string query) => (await anyone.ReadAsync($"{Services}/compare?id={id}&id={other}{query}")).Is(HttpStatusCode.OK).Body
            .GetProperty("rows").EnumerateArray().Single(r => r.GetProperty("field").GetString() == "contact").GetProperty("values")[0].GetString();
    }

    [Fact]
    public async Task The_others_hear_what_changed_and_where()
    {
        var (id, path, editor) = await NationalAsync();
        (await editor.PutAsync(path, new { text = "Hier ook.", contact = new { phone = "030-7654321", email = "landelijk@lijn.example" } }, ("If-None-Match", "*"))).Is(HttpStatusCode.Created);
        (await editor.PutAsync(path, new { text = "Hier niet." }, IfMatch(1))).Is(HttpStatusCode.OK);
        (await editor.AskAsync(HttpMethod.Delete, path, null, IfMatch(2))).Is(HttpStatusCode.NoContent);
        foreach (var (version, fields) in new[] { (3, "supplement contact"), (4, "supplement contact"), (5, "supplement") })
        {
            var heard = await catalog.Broker.HearAsync<ServiceChanged>(e => e.ServiceId == id && e.AggregateVersion == version);
            Assert.Equal((fields, Town, true), (string.Join(' ', heard.ChangedFields), heard.Municipality, heard.National));
        }

        // The clock of the national text stays.
        Assert.True(await catalog.ScalarAsync<bool>("select changed_at = published_at from service where id = @id", new { id }));
    }

    [Fact]
    public async Task An_editor_of_the_municipality_makes_it_and_the_local_organisation_may_keep_it()
    {
        var (_, path, editor) = await NationalAsync();
        var local = await catalog.ListOrganisationAsync();
        using var provider = catalog.Caller("provider", Town, local);
        (await catalog.Caller().PutAsync(path, new { text = "Hier ook." }, ("If-None-Match", "*"))).Is(HttpStatusCode.Unauthorized);
        (await catalog.Caller("editor", Elsewhere).PutAsync(path, new { text = "Hier ook." }, ("If-None-Match", "*"))).Is(HttpStatusCode.Forbidden);
        (await provider.PutAsync(path, new { text = "Hier ook.", organisationId = local }, ("If-None-Match", "*"))).Is(HttpStatusCode.Forbidden);

        (await editor.PutAsync(path, new { text = "Hier ook." })).Is(HttpStatusCode.PreconditionRequired);
        (await editor.PutAsync(path, new { text = "Hier ook." }, IfMatch(1))).Is(HttpStatusCode.NotFound);
        (await editor.PutAsync(path, new { text = "Hier ook.", organisationId = local }, ("If-None-Match", "*"))).Is(HttpStatusCode.Created);
        (await editor.PutAsync(path, new { text = "Hier ook." }, ("If-None-Match", "*"))).Is(HttpStatusCode.PreconditionFailed);

        (await provider.PutAsync(path, new { text = "Bij ons op de hoek.", organisationId = local }, IfMatch(1))).Is(HttpStatusCode.OK);
        (await provider.PutAsync(path, new { text = "Bij ons op de hoek." }, IfMatch(2))).Is(HttpStatusCode.Forbidden);
        (await catalog.Caller("provider", Town, Guid.NewGuid()).PutAsync(path, new { text = "Niet van ons." }, IfMatch(2))).Is(HttpStatusCode.Forbidden);
        (await catalog.Caller("provider", Town, Guid.NewGuid()).AskAsync(HttpMethod.Delete, path, null, IfMatch(2))).Is(HttpStatusCode.Forbidden);
        (await provider.AskAsync(HttpMethod.Delete, path, null, IfMatch(2))).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Only_a_national_service_that_is_public_has_one()
    {
        var organisation = await catalog.ListOrganisationAsync();
        using var editor = catalog.Caller("editor", "*");
        var local = await catalog.PublishAsync(Content(organisation, Town));
        var draft = await catalog.RegisterAsync(Content(organisation));
        (await editor.PutAsync($"{Services}/{local}/supplements/{Town}", new { text = "Hier ook." }, ("If-None-Match", "*"))).Is(HttpStatusCode.Conflict);
        (await editor.PutAsync($"{Services}/{draft}/supplements/{Town}", new { text = "Hier ook." }, ("If-None-Match", "*"))).Is(HttpStatusCode.NotFound);
        (await editor.PutAsync($"{Services}/{Guid.NewGuid()}/supplements/{Town}", new { text = "Hier ook." }, ("If-None-Match", "*"))).Is(HttpStatusCode.NotFound);
        (await editor.PutAsync($"{Services}/{local}/supplements/GM9999", new { text = "Hier ook." }, ("If-None-Match", "*"))).Is(HttpStatusCode.BadRequest);
        (await editor.ReadAsync($"{Services}/{local}/supplements/Utrecht")).Is(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("""{"text": "x"}""", "text")]
    [InlineData("""{"text": "abc\u0000"}""", "text")]
    [InlineData("""{"contact": {"email": "nergens"}}""", "contact.email")]
    [InlineData("""{"costs": [null]}""", "costs[0]")]
    [InlineData("""{"costs": [{"label": "a", "price": {"amount": -1}, "per": "once"}]}""", "costs[0].price.amount")]
    [InlineData("""{"schedule": {"times": [null]}}""", "schedule.times[0]")]
    [InlineData("""{"organisationId": "0192a3b4-0000-7000-8000-000000000000"}""", "organisationId")]
    [InlineData("""{"name": "Anders"}""", "name")]
    [InlineData("""{"fields": ["name"]}""", "fields")]
    public async Task What_is_wrong_is_named(string body, string field)
    {
        var (_, path, editor) = await NationalAsync();
        Assert.Equal([field], (await editor.PutAsync(path, body, ("If-None-Match", "*"))).Is(HttpStatusCode.BadRequest).Errors);
    }

    private async Task<(Guid Id, string Path, HttpClient Editor)> NationalAsync()
    {
        var content = Content(await catalog.ListOrganisationAsync()).With("contact", JsonNode.Parse("""{"phone": "0800-1234", "email": "landelijk@lijn.example"}"""));
        var id = await catalog.PublishAsync(content);
        return (id, $"{Services}/{id}/supplements/{Town}", catalog.Caller("editor", Town));
    }

    private static string? Phone(JsonElement service) => service.GetProperty("contact").GetProperty("phone").GetString();
}
