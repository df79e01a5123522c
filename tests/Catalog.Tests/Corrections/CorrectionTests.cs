using System.Net;
using System.Text.Json;
using Nabij.Catalog.Corrections;
using Nabij.Contracts;
using static Catalog.Tests.Asking;

namespace Catalog.Tests.Corrections;

public sealed class CorrectionTests(CatalogFixture catalog)
{
    private const string Corrections = "/catalog/v1/corrections";
    private const string Town = "GM0118"; // of no other test
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 20, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("", false)]
    [InlineData("0", false)]
    [InlineData("0 0", false)]
    [InlineData("0 11.9", false)]
    [InlineData("0 12", true)]
    [InlineData("0 6 12", true)] // none is twelve hours from the one before it, the first and the last are
    [InlineData("12 0", true)]
    [InlineData("0 1p", true)]
    [InlineData("0p 1p", false)]
    [InlineData("0p 12p", true)]
    public void Two_are_independent_when_they_cannot_easily_be_one(string hours, bool independent) =>
        Assert.Equal(independent, Correction.AreIndependent([.. hours.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(h => new OpenCorrection(Start.AddHours(double.Parse(h.TrimEnd('p'), System.Globalization.CultureInfo.InvariantCulture)), h.EndsWith('p')))]));

    [Fact]
    public async Task Anyone_says_so_and_only_who_keeps_the_service_reads_it()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var id = await catalog.PublishAsync(Content(organisation, Town));
        using var anyone = catalog.Caller();
        var made = (await anyone.PostAsync($"{Services}/{id}/corrections", new { kind = "wrong-phone", field = "contact", text = "Mevrouw Jansen neemt op." })).Is(HttpStatusCode.Created).Id;

        foreach (var reader in new[] { catalog.Caller("editor", Town), catalog.Caller("provider", Town, organisation), catalog.Caller("editor", "*") })
        {
            var read = (await reader.ReadAsync($"{Corrections}/{made}")).Is(HttpStatusCode.OK);
            Assert.Equal("\"1\"", read.Header("ETag"));
            Assert.Equal(("Mevrouw Jansen neemt op.", "contact", "wrong-phone", "open", id), (Text(read.Body, "text"), Text(read.Body, "field"), Text(read.Body, "kind"), Text(read.Body, "state"), read.Body.GetProperty("serviceId").GetGuid()));
            Assert.Contains(made, await ListAsync(reader, $"?municipality={Town}&state=open&pageSize=100"));
        }

        foreach (var stranger in new[] { catalog.Caller("editor", "GM0363"), catalog.Caller("provider", Town, Guid.NewGuid()), catalog.Caller("provider", Town) })
        {
            (await stranger.ReadAsync($"{Corrections}/{made}")).Is(HttpStatusCode.NotFound);
            Assert.DoesNotContain(made, await ListAsync(stranger, "?pageSize=100"));
        }

        (await anyone.ReadAsync(Corrections)).Is(HttpStatusCode.Unauthorized);
        (await catalog.Caller("handler").ReadAsync(Corrections)).Is(HttpStatusCode.Forbidden);
        (await catalog.Caller("editor", "GM0363").ReadAsync($"{Corrections}?municipality={Town}")).Is(HttpStatusCode.Forbidden);
        Assert.Contains(made, await ListAsync(catalog.Caller("editor", Town), $"?municipality={Town}"));
        Assert.DoesNotContain(catalog.Broker.Heard<IntegrationEvent>(), e => JsonSerializer.Serialize(e, e.GetType()).Contains("Jansen", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_independent_ones_flag_it_and_a_person_decides()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var id = await catalog.PublishAsync(Content(organisation, Town));
        using var anyone = catalog.Caller();
        using var editor = catalog.Caller("editor", Town);
        var first = await MakeAsync(anyone, id, new { kind = "closed" });
        var second = await MakeAsync(anyone, id, new { kind = "closed" });
        Assert.False(await FlaggedAsync(editor, id));
        var ofColleague = await MakeAsync(catalog.Caller("handler"), id, new { kind = "closed" });
        Assert.True(await FlaggedAsync(editor, id));

        // Residents see nothing of it, and find the service as before.
        var seen = (await anyone.ReadAsync($"{Services}/{id}")).Is(HttpStatusCode.OK);
        Assert.False(seen.Body.TryGetProperty("flagged", out _));
        Assert.Equal("published", Text(seen.Body, "state"));
        // Who kept the earlier answer is told that there is a newer one.
        (await editor.ReadAsync($"{Services}/{id}", ("If-None-Match", "\"2\""))).Is(HttpStatusCode.OK);

        using var provider = catalog.Caller("provider", Town, organisation);
        (await provider.PostAsync($"{Corrections}/{ofColleague}/accept", body: null, IfMatch(1))).Is(HttpStatusCode.Forbidden);
        (await editor.PostAsync($"{Corrections}/{ofColleague}/accept", body: null)).Is(HttpStatusCode.PreconditionRequired);
        (await editor.PostAsync($"{Corrections}/{ofColleague}/accept", body: null, IfMatch(2))).Is(HttpStatusCode.PreconditionFailed);
        (await catalog.Caller("editor", "GM0363").PostAsync($"{Corrections}/{ofColleague}/accept", body: null, IfMatch(1))).Is(HttpStatusCode.NotFound);
        (await editor.PostAsync($"{Corrections}/{Guid.NewGuid()}/accept", body: null, IfMatch(1))).Is(HttpStatusCode.NotFound);
        var accepted = (await editor.PostAsync($"{Corrections}/{ofColleague}/accept", body: null, IfMatch(1))).Is(HttpStatusCode.OK);
        Assert.Equal(("accepted", "\"2\"", false), (Text(accepted.Body, "state"), accepted.Header("ETag"), accepted.Body.GetProperty("flagged").GetBoolean()));
        Assert.False(await FlaggedAsync(editor, id));
        (await editor.PostAsync($"{Corrections}/{ofColleague}/reject", body: null, IfMatch(2))).Is(HttpStatusCode.Conflict);
        Assert.Equal("rejected", Text((await editor.PostAsync($"{Corrections}/{first}/reject", body: null, IfMatch(1))).Is(HttpStatusCode.OK).Body, "state"));
        Assert.Equal([second], await ListAsync(editor, "?state=open&pageSize=100", id));
        Assert.Equal(3, (await ListAsync(editor, "?pageSize=100", id)).Count);
        Assert.Equal("published", Text((await anyone.ReadAsync($"{Services}/{id}")).Body, "state"));
    }

    [Fact]
    public async Task The_same_person_twice_in_an_hour_flags_nothing_and_the_next_day_it_does()
    {
        var id = await catalog.PublishAsync(Content(await catalog.ListOrganisationAsync(), Town));
        using var anyone = catalog.Caller();
        using var editor = catalog.Caller("editor", Town);
        await MakeAsync(anyone, id, new { kind = "wrong-time" });
        await MakeAsync(catalog.Caller("portal"), id, new { kind = "wrong-time" });
        Assert.False(await FlaggedAsync(editor, id));
        await catalog.ScalarAsync<int>("update correction set received_at = received_at - interval '13 hours' where service_id = @id", new { id });
        await MakeAsync(anyone, id, new { kind = "wrong-time" });
        Assert.True(await FlaggedAsync(editor, id));
    }

    [Fact]
    public async Task A_correction_is_sent_again_with_the_same_key()
    {
        var id = await catalog.PublishAsync(Content(await catalog.ListOrganisationAsync(), Town));
        using var anyone = catalog.Caller();
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var path = $"{Services}/{id}/corrections";
        var first = (await anyone.PostAsync(path, new { kind = "other", text = "x" }, key)).Is(HttpStatusCode.Created).Id;
        Assert.Equal(first, (await anyone.PostAsync(path, new { kind = "other", text = "x" }, key)).Is(HttpStatusCode.Created).Id);
        (await anyone.PostAsync(path, new { kind = "other", text = "y" }, key)).Is(HttpStatusCode.Conflict);
        Assert.Equal(1, await catalog.ScalarAsync<long>("select count(*) from correction where service_id = @id", new { id }));
    }

    [Theory]
    [InlineData("{}", "kind")]
    [InlineData("""{"kind": "rude"}""", "kind")]
    [InlineData("""{"kind": "other", "field": "nothing"}""", "field")]
    [InlineData("""{"kind": "other", "text": ""}""", "text")]
    [InlineData("""{"kind": "other", "text": "a\u0000"}""", "text")]
    [InlineData("""{"kind": "other", "name": "Truus"}""", "name")]
    public async Task What_is_wrong_is_named(string body, string field)
    {
        var id = await catalog.PublishAsync(Content(await catalog.ListOrganisationAsync(), Town));
        using var anyone = catalog.Caller();
        Assert.Equal([field], (await anyone.PostAsync($"{Services}/{id}/corrections", body)).Is(HttpStatusCode.BadRequest).Errors);
        (await anyone.PostAsync($"{Services}/{id}/corrections", new { kind = "other", text = new string('a', 501) })).Is(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Of_what_nobody_sees_or_what_has_ended_nothing_is_said()
    {
        var organisation = await catalog.ListOrganisationAsync();
        using var anyone = catalog.Caller();
        using var editor = catalog.Caller("editor", Town);
        (await anyone.PostAsync($"{Services}/{await catalog.RegisterAsync(Content(organisation, Town))}/corrections", new { kind = "closed" })).Is(HttpStatusCode.NotFound);
        (await anyone.PostAsync($"{Services}/{Guid.NewGuid()}/corrections", new { kind = "closed" })).Is(HttpStatusCode.NotFound);
        var ended = await catalog.PublishAsync(Content(organisation, Town));
        (await editor.StepAsync(ended, "archive", 2, new { reason = "gestopt" })).Is(HttpStatusCode.OK);
        (await anyone.PostAsync($"{Services}/{ended}/corrections", new { kind = "closed" })).Is(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_hundred_open_ones_are_enough()
    {
        var id = await catalog.PublishAsync(Content(await catalog.ListOrganisationAsync(), "GM0119"));
        await catalog.ScalarAsync<int>("""
            insert into correction (id, service_id, kind, professional, state, version, received_at)
            select gen_random_uuid(), @id, 'other', false, 'open', 1, now() from generate_series(1, 99)
            """, new { id });
        using var anyone = catalog.Caller();
        await MakeAsync(anyone, id, new { kind = "closed" });
        (await anyone.PostAsync($"{Services}/{id}/corrections", new { kind = "closed" })).Is(HttpStatusCode.Conflict);
    }

    private static async Task<Guid> MakeAsync(HttpClient caller, Guid id, object body) => (await caller.PostAsync($"{Services}/{id}/corrections", body)).Is(HttpStatusCode.Created).Id;

    private static async Task<bool> FlaggedAsync(HttpClient editor, Guid id) => (await editor.ReadAsync($"{Services}/{id}")).Is(HttpStatusCode.OK).Body.GetProperty("flagged").GetBoolean();

    private static async Task<List<Guid>> ListAsync(HttpClient reader, string query, Guid? of = null) =>
    [
        .. (await reader.ReadAsync($"{Corrections}{query}")).Is(HttpStatusCode.OK).Body.GetProperty("items").EnumerateArray()
            .Where(i => of is null || i.GetProperty("serviceId").GetGuid() == of).Select(i => i.GetProperty("id").GetGuid()),
    ];

    private static string? Text(JsonElement body, string member) => body.GetProperty(member).GetString();
}
