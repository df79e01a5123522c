using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Nabij.Catalog.Verification;
using Nabij.Contracts;
using static Catalog.Tests.Asking;

namespace Catalog.Tests.Verification;

/// <summary>What becomes of services by the passing of time. Each test lives in a century of its own, so that no round touches another's services.</summary>
public sealed class RoundTests(CatalogFixture catalog)
{
    [Fact]
    public async Task Three_quarters_on_the_organisation_is_asked_once_for_each_check()
    {
        var start = new DateTimeOffset(1726, 1, 1, 8, 0, 0, TimeSpan.Zero);
        var organisation = await catalog.ListOrganisationAsync(email: "info@debrug.example");
        var id = await PublishedAsync(Content(organisation, "GM0344"), start);

        await RoundAsync(start.AddDays(67.4));
        Assert.Equal(0, await AskedAsync(id));
        await RoundAsync(start.AddDays(67.5));
        var due = await catalog.Broker.HearAsync<ServiceVerificationDue>(e => e.ServiceId == id);
        Assert.Equal(("group", start.AddDays(90), organisation, 2L), (due.Cadence, due.StaleAt, due.Organisation!.Value, due.AggregateVersion));
        Assert.Equal("verification-due", (await catalog.Broker.HearAsync<ProviderNoticeDue>(e => e.ServiceId == id)).Template);

        await RoundAsync(start.AddDays(68));
        await RoundAsync(start.AddDays(130));
        Assert.Equal(1, await AskedAsync(id));

        // Somebody checks it: a new cycle.
        await catalog.ScalarAsync<int>("update service set verified_at = @at where id = @id", new { id, at = start.AddDays(140) });
        await RoundAsync(start.AddDays(200));
        Assert.Equal(1, await AskedAsync(id));
        await RoundAsync(start.AddDays(208));
        Assert.Equal(2, await AskedAsync(id));
    }

    [Fact]
    public async Task Without_an_address_there_is_an_event_and_no_mail()
    {
        var start = new DateTimeOffset(1626, 1, 1, 8, 0, 0, TimeSpan.Zero);
        var id = await PublishedAsync(Content(await catalog.ListOrganisationAsync(), "GM0344"), start);
        await RoundAsync(start.AddDays(80));
        await catalog.Broker.HearAsync<ServiceVerificationDue>(e => e.ServiceId == id);
        Assert.Equal(1, await AskedAsync(id));
        Assert.Equal(0, await catalog.ScalarAsync<long>("select count(*) from verification_request where service_id = @id and (token_hash is not null or recipient_ref is not null)", new { id }));
        Assert.True(await catalog.ScalarAsync<bool>("select by_phone from verification_request where service_id = @id", new { id }));
    }

    [Fact]
    public async Task What_a_replica_of_before_asked_without_an_address_is_asked_by_phone()
    {
        var start = new DateTimeOffset(1026, 1, 1, 8, 0, 0, TimeSpan.Zero);
        var id = await PublishedAsync(Content(await catalog.ListOrganisationAsync(), "GM0344"), start);
        await RoundAsync(start.AddDays(80));
        await catalog.ScalarAsync<int>("update verification_request set by_phone = false where service_id = @id", new { id });
        await RoundAsync(start.AddDays(80.1));
        Assert.True(await catalog.ScalarAsync<bool>("select by_phone from verification_request where service_id = @id", new { id }));
        Assert.Equal(1, await AskedAsync(id));
    }

    [Fact]
    public async Task The_address_of_the_service_serves_when_the_organisation_has_none()
    {
        var start = new DateTimeOffset(1526, 1, 1, 8, 0, 0, TimeSpan.Zero);
        var content = Content(await catalog.ListOrganisationAsync(), "GM0344").With("contact", new JsonObject { ["email"] = "wandelen@debrug.example" });
        var id = await PublishedAsync(content, start);
        await RoundAsync(start.AddDays(80));
        await catalog.Broker.HearAsync<ProviderNoticeDue>(e => e.ServiceId == id);
    }

    [Fact]
    public async Task A_paused_service_is_left_in_peace()
    {
        var start = new DateTimeOffset(1426, 1, 1, 8, 0, 0, TimeSpan.Zero);
        var id = await PublishedAsync(Content(await catalog.ListOrganisationAsync(), "GM0344"), start);
        using var editor = catalog.Caller("editor");
        (await editor.StepAsync(id, "pause", 2, new { reason = "vakantie" })).Is(System.Net.HttpStatusCode.OK);
        await RoundAsync(start.AddDays(300));
        Assert.Equal(0, await AskedAsync(id));
    }

    [Fact]
    public async Task What_has_ended_archives_itself_and_says_why()
    {
        var start = new DateTimeOffset(1326, 5, 1, 8, 0, 0, TimeSpan.Zero);
        var content = Content(await catalog.ListOrganisationAsync(email: "info@debrug.example"), "GM0344").With("frequency", "one-off")
            .With("schedule", JsonNode.Parse("""{"times": [{"startDate": "1326-06-30", "startsAt": "10:00", "endsAt": "12:00"}]}"""));
        var id = await PublishedAsync(content, start);
        using var anyone = catalog.Caller();
        var published = (await anyone.ReadAsync($"{Services}/{id}")).Body;
        Assert.False(published.TryGetProperty("staleAt", out _));

        await RoundAsync(new DateTimeOffset(1326, 6, 30, 20, 0, 0, TimeSpan.Zero));
        Assert.Equal("published", await StateAsync(id));
        await RoundAsync(new DateTimeOffset(1326, 7, 1, 8, 0, 0, TimeSpan.Zero));
        Assert.Equal("archived", await StateAsync(id));
        Assert.Equal(3, (await catalog.Broker.HearAsync<ServiceArchived>(e => e.ServiceId == id)).AggregateVersion);
        Assert.Equal("Deze activiteit is voorbij.", (await anyone.ReadAsync($"{Services}/{id}")).Body.GetProperty("reason").GetString());
        Assert.Equal(0, await AskedAsync(id));
        await RoundAsync(new DateTimeOffset(1327, 7, 1, 8, 0, 0, TimeSpan.Zero));
        Assert.Single(catalog.Broker.Heard<ServiceArchived>(), e => e.ServiceId == id);
    }

    [Fact]
    public async Task A_row_of_before_learns_its_cadence()
    {
        var start = new DateTimeOffset(1226, 1, 1, 8, 0, 0, TimeSpan.Zero);
        var id = await PublishedAsync(Content(await catalog.ListOrganisationAsync()), start);
        await catalog.ScalarAsync<int>("update service set cadence = null where id = @id", new { id });
        await RoundAsync(start);
        Assert.Equal("national", await catalog.ScalarAsync<string>("select cadence from service where id = @id", new { id }));
        Assert.Equal(2, await catalog.ScalarAsync<int>("select version from service where id = @id", new { id }));
    }

    [Fact]
    public async Task Two_replicas_at_once_ask_once()
    {
        var start = new DateTimeOffset(1126, 1, 1, 8, 0, 0, TimeSpan.Zero);
        var organisation = await catalog.ListOrganisationAsync();
        var id = await PublishedAsync(Content(organisation, "GM0344"), start);
        await Task.WhenAll(RoundAsync(start.AddDays(80)), RoundAsync(start.AddDays(80)), RoundAsync(start.AddDays(80)));
        Assert.Equal(1, await AskedAsync(id));
    }

    private async Task RoundAsync(DateTimeOffset now) => await catalog.Services.GetRequiredService<VerificationRound>().RunAsync(now, CancellationToken.None);

    private async Task<Guid> PublishedAsync(JsonObject content, DateTimeOffset at)
    {
        var id = await catalog.PublishAsync(content);
        await catalog.ScalarAsync<int>("update service set published_at = @at where id = @id", new { id, at });
        return id;
    }

    private Task<long> AskedAsync(Guid id) => catalog.ScalarAsync<long>("select count(*) from verification_request where service_id = @id", new { id });

    private Task<string?> StateAsync(Guid id) => catalog.ScalarAsync<string>("select state from service where id = @id", new { id });
}
