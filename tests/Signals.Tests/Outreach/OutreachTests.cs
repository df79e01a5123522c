using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Nabij.Reference.Calendar;
using Nabij.Signals.Outreach;
using Nabij.Signals.Retention;
using Nabij.Signals.Vault;

namespace Signals.Tests;

public sealed class OutreachTests(SignalsFixture signals)
{
    private const string Rounds = $"{Desk.Base}/outreach-rounds";

    private static readonly string[] Addresses = ["Denkbeeldstraat 1, Utrecht", "Denkbeeldstraat 3, Utrecht", "Denkbeeldstraat 5, Utrecht"], WorryField = ["worry", "subject"];

    private readonly HttpClient _handler = signals.Handler();

    [Fact]
    public async Task A_round_goes_from_sealed_addresses_to_counts_and_a_signal_and_its_key_is_destroyed()
    {
        await Desk.RouteAsync(signals);
        var (round, visits) = await RoundAsync();
        var lines = await LinesAsync();
        var opened = await PostAsync(_handler, $"{round}/open", new { purpose = "visit", visits = visits.Append(Guid.NewGuid()) }, HttpStatusCode.OK);
        Assert.Equal(Addresses, opened.GetProperty("items").EnumerateArray().Select(v => v.GetProperty("address").GetString()).Order());
        Assert.Equal(lines + Addresses.Length + 1, await LinesAsync());
        Assert.DoesNotContain(await Desk.EveryRowAsync(signals), row => row.Contains("Denkbeeldstraat", StringComparison.Ordinal)
            || row.Contains(Convert.ToHexStringLower("Denkbeeldstraat"u8), StringComparison.Ordinal));

        await PostAsync(_handler, $"{round}/visits/{visits[0]}/record", new { result = "no-answer" }, HttpStatusCode.OK);
        await PostAsync(_handler, $"{round}/visits/{visits[0]}/record", new { result = "done", outcome = "informed" }, HttpStatusCode.OK);
        await PostAsync(_handler, $"{round}/visits/{visits[0]}/record", new { result = "done", outcome = "informed" }, HttpStatusCode.Conflict);
        await PostAsync(_handler, $"{round}/visits/{visits[1]}/record", new { result = "no-answer" }, HttpStatusCode.OK);
        await PostAsync(_handler, $"{round}/visits/{visits[1]}/record", new { result = "done" }, HttpStatusCode.BadRequest);
        var made = await PostAsync(_handler, $"{round}/visits/{visits[2]}/signal", new { worry = "Wil graag iemand om mee te wandelen." }, HttpStatusCode.Created);
        var signal = await Desk.IdOfAsync(signals, made.GetProperty("receipt").GetString()!);
        var read = await new Desk(signals, _handler).PostAsync(signal, "open", new { purpose = "triage", fields = WorryField }, HttpStatusCode.OK);
        Assert.Equal((Addresses[2], "Wil graag iemand om mee te wandelen."), (read.GetProperty("subject").GetProperty("address").GetString(), read.GetProperty("worry").GetString()));

        using var coordinator = signals.Caller("coordinator");
        using var now = await coordinator.GetAsync($"{Rounds}/{round}");
        var seen = await now.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((2, 1), (seen.GetProperty("visits").GetProperty("done").GetInt32(), seen.GetProperty("visits").GetProperty("no-answer").GetInt32()));
        Assert.Equal((1, 1), (seen.GetProperty("outcomes").GetProperty("informed").GetInt32(), seen.GetProperty("outcomes").GetProperty("signal-made").GetInt32()));

        coordinator.DefaultRequestHeaders.TryAddWithoutValidation("If-Match", now.Headers.ETag!.Tag);
        await PostAsync(coordinator, $"{round}/close", null, HttpStatusCode.OK);
        await PostAsync(_handler, $"{round}/visits", new { visits = new[] { new { address = "Te laat 1" } } }, HttpStatusCode.Conflict);
        Assert.Equal(3, (await PostAsync(_handler, $"{round}/open", new { purpose = "visit", visits }, HttpStatusCode.OK)).GetProperty("items").GetArrayLength());

        await NightAsync(10);
        Assert.True(await HasKeyAsync(round));
        var (due, written) = (await DueAsync(12), await LinesAsync("gegevens vernietigen"));
        Assert.Contains(due.GetProperty("items").EnumerateArray(), i => (i.GetProperty("id").GetGuid(), i.GetProperty("scope").GetString()) == (round, "visits"));
        await NightAsync(12);
        Assert.False(await HasKeyAsync(round));
        Assert.True(due.GetProperty("visits").GetInt32() >= 1);
        Assert.DoesNotContain((await DueAsync(12)).GetProperty("items").EnumerateArray(), i => i.GetProperty("id").GetGuid() == round);
        Assert.True(await LinesAsync("gegevens vernietigen") >= written + Addresses.Length + 1);
        Assert.Equal(["started", "done", "removed"], await LedgerAsync(round));
        Assert.Equal(0, await signals.ScalarAsync<long>("select count(*) from outreach_visit where round_id = @round and person is not null", new { round }));
        Assert.Equal("retention {visits}", await signals.ScalarAsync<string>(
            "select purpose || ' ' || fields::text from audit_log where signal_id = @round and action = 'erase'", new { round }));
        Assert.Equal(0, (await PostAsync(_handler, $"{round}/open", new { purpose = "visit", visits }, HttpStatusCode.OK)).GetProperty("items").GetArrayLength());
        var after = await coordinator.GetFromJsonAsync<JsonElement>($"{Rounds}/{round}");
        Assert.Equal(("destroyed", 2), (after.GetProperty("state").GetString(), after.GetProperty("visits").GetProperty("done").GetInt32()));
        Assert.True(await new Desk(signals, _handler).PostAsync(signal, "open", new { purpose = "triage" }, HttpStatusCode.OK) is var still && still.TryGetProperty("worry", out _));
    }

    [Fact]
    public async Task Who_objects_is_taken_off_the_list_and_counts_as_declined()
    {
        var (round, visits) = await RoundAsync();
        await PostAsync(_handler, $"{round}/visits/{visits[0]}/record", new { result = "done", outcome = "informed" }, HttpStatusCode.OK);
        using var elsewhere = signals.Handler("GM0363");
        Assert.Equal(HttpStatusCode.NotFound, await ForgetAsync(elsewhere, visits[0]));
        Assert.Equal(HttpStatusCode.NotFound, await ForgetAsync(_handler, Guid.NewGuid()));
        var lines = await LinesAsync("gegevens vernietigen");
        // Twice is no error, and no second line: one of the person and one of the action, for each of them.
        foreach (var visit in new[] { visits[0], visits[1], visits[1] }) Assert.Equal(HttpStatusCode.NoContent, await ForgetAsync(_handler, visit));
        Assert.Equal(lines + 4, await LinesAsync("gegevens vernietigen"));
        Assert.Equal(2, await signals.ScalarAsync<long>("select count(*) from audit_log where signal_id = @round and action = 'forget-visited'", new { round }));

        var opened = await PostAsync(_handler, $"{round}/open", new { purpose = "visit", visits }, HttpStatusCode.OK);
        Assert.Equal(visits[2], Assert.Single(opened.GetProperty("items").EnumerateArray()).GetProperty("id").GetGuid());
        await PostAsync(_handler, $"{round}/visits/{visits[1]}/signal", new { worry = "Toch graag." }, HttpStatusCode.Conflict);
        var seen = await _handler.GetFromJsonAsync<JsonElement>($"{Rounds}/{round}");
        Assert.Equal((1, 1), (seen.GetProperty("outcomes").GetProperty("informed").GetInt32(), seen.GetProperty("outcomes").GetProperty("declined").GetInt32()));

        async Task<HttpStatusCode> ForgetAsync(HttpClient client, Guid visit)
        {
            using var answer = await client.DeleteAsync($"{Rounds}/{round}/visits/{visit}/person");
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task The_sweep_of_keys_leaves_the_key_of_a_round()
    {
        var (round, _) = await RoundAsync();
        await using (var connection = await signals.KeysDb.OpenConnectionAsync())
            await connection.ExecuteAsync("update signal_keys set created_at = created_at - interval '1 hour' where signal_id = @round", new { round });
        await ActivatorUtilities.CreateInstance<KeySweep>(signals.Services).RunAsync(TimeProvider.System.GetUtcNow(), CancellationToken.None);
        Assert.True(await HasKeyAsync(round));
    }

    [Fact]
    public async Task A_round_that_nobody_closes_is_closed_after_a_month()
    {
        var (round, _) = await RoundAsync();
        await using (var connection = await signals.Db.OpenConnectionAsync())
            await connection.ExecuteAsync("update outreach_round set until_date = current_date - 40 where id = @round", new { round });
        Assert.True(await signals.Services.GetRequiredService<OutreachClosing>().RunAsync(TimeProvider.System.GetUtcNow(), CancellationToken.None) >= 1);
        Assert.Equal("closed", await signals.ScalarAsync<string>("select state from outreach_round where id = @round", new { round }));
    }

    /// <summary>Somebody dies after so many steps; whoever comes next finishes it. Nothing is opened from the second one on, be the key there or not.</summary>
    [Theory, InlineData(0), InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5)]
    public async Task An_erasure_of_addresses_that_died_on_its_way_is_finished_by_the_next_round(int steps)
    {
        var (round, visits) = await RoundAsync();
        await CloseAsync(round);
        var task = new ErasureTask(round, ErasureScope.Visits, ErasureReason.Retention);
        foreach (var step in signals.Services.GetRequiredService<Erasure>().Steps.Take(steps)) Assert.True(await step(task, CancellationToken.None));
        Assert.Equal(steps < 3, await HasKeyAsync(round));
        var opened = await PostAsync(_handler, $"{round}/open", new { purpose = "visit", visits }, HttpStatusCode.OK);
        Assert.Equal(steps < 2 ? Addresses.Length : 0, opened.GetProperty("items").GetArrayLength());

        await NightAsync(12);
        Assert.False(await HasKeyAsync(round));
        Assert.Equal(["started", "done", "removed"], (await LedgerAsync(round)).Distinct());
        Assert.Equal("destroyed", await signals.ScalarAsync<string>("select state from outreach_round where id = @round", new { round }));
        Assert.Equal(0, await signals.ScalarAsync<long>("select count(*) from outreach_visit where round_id = @round and person is not null", new { round }));
        Assert.Equal(1, await signals.ScalarAsync<long>("select count(*) from audit_log where signal_id = @round and action = 'erase'", new { round }));
    }

    /// <summary>As a version before the ledger of visits left it, which took a round for done when the keys were gone.</summary>
    [Fact]
    public async Task Sealed_addresses_that_an_older_version_left_behind_are_removed()
    {
        var (round, _) = await RoundAsync();
        await CloseAsync(round);
        await using (var connection = await signals.Db.OpenConnectionAsync())
            await connection.ExecuteAsync("update outreach_round set state = 'destroyed' where id = @round", new { round });
        await NightAsync(10);
        Assert.NotEqual(0, await signals.ScalarAsync<long>("select count(*) from outreach_visit where round_id = @round and person is not null", new { round }));
        await NightAsync(12);
        Assert.Equal(0, await signals.ScalarAsync<long>("select count(*) from outreach_visit where round_id = @round and person is not null", new { round }));
        Assert.False(await HasKeyAsync(round));
    }

    [Fact]
    public async Task Addresses_of_a_round_that_goes_on_are_not_destroyed()
    {
        var (round, _) = await RoundAsync();
        var erasure = signals.Services.GetRequiredService<Erasure>();
        Assert.False(await erasure.EraseAsync(new ErasureTask(round, ErasureScope.Visits, ErasureReason.Retention), CancellationToken.None));
        Assert.Equal(["started", "cancelled"], await LedgerAsync(round));
        Assert.True(await HasKeyAsync(round));
    }

    [Fact]
    public async Task Addresses_whose_key_is_still_there_are_not_called_destroyed()
    {
        var (round, _) = await RoundAsync();
        await CloseAsync(round);
        var task = new ErasureTask(round, ErasureScope.Visits, ErasureReason.Retention);
        var steps = signals.Services.GetRequiredService<Erasure>().Steps;
        foreach (var step in new[] { steps[0], steps[1] }) await step(task, CancellationToken.None);
        var refused = await Assert.ThrowsAsync<ErasureNotVerifiedException>(() => steps[3](task, CancellationToken.None));
        Assert.Equal("An erasure is not verified: keys.", refused.Message);
        Assert.Equal(["started"], await LedgerAsync(round));
    }

    [Theory]
    [InlineData("processing_log")]
    [InlineData("audit_log")]
    public async Task What_cannot_be_logged_cannot_be_opened(string log)
    {
        var (round, visits) = await RoundAsync();
        await using var connection = await signals.Db.OpenConnectionAsync();
        await connection.ExecuteAsync($"revoke insert on {log} from signals_app");
        try
        {
            await PostAsync(_handler, $"{round}/open", new { purpose = "visit", visits }, HttpStatusCode.ServiceUnavailable);
        }
        finally
        {
            await connection.ExecuteAsync($"grant insert on {log} to signals_app");
        }
    }

    [Theory]
    [InlineData("handler", "GM0363", false)]
    [InlineData("handler", "GM0344", true)]
    [InlineData("coordinator", "GM0363", false)]
    public async Task Somebody_of_elsewhere_sees_nothing_of_a_round(string role, string municipality, bool otherOrganisation)
    {
        var (round, visits) = await RoundAsync();
        using var stranger = signals.Caller(role, municipality, otherOrganisation ? Guid.NewGuid() : SignalsFixture.Organisation);
        stranger.DefaultRequestHeaders.TryAddWithoutValidation("If-Match", "*");
        Assert.DoesNotContain((await stranger.GetFromJsonAsync<JsonElement>($"{Rounds}?pageSize=100")).GetProperty("items").EnumerateArray(), r => r.GetProperty("id").GetGuid() == round);
        using (var get = await stranger.GetAsync($"{Rounds}/{round}")) Assert.Equal(HttpStatusCode.NotFound, get.StatusCode);
        await PostAsync(stranger, $"{round}/close", null, HttpStatusCode.NotFound);
        var closed = role == "handler" ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden;
        using (var list = await stranger.GetAsync($"{Rounds}/{round}/visits")) Assert.Equal(closed, list.StatusCode);
        await PostAsync(stranger, $"{round}/open", new { purpose = "visit", visits }, closed);
        await PostAsync(stranger, $"{round}/visits", new { visits = new[] { new { address = "Elders 1" } } }, closed);
        await PostAsync(stranger, $"{round}/visits/{visits[0]}/record", new { result = "no-answer" }, closed);
        await PostAsync(stranger, $"{round}/visits/{visits[0]}/signal", new { worry = "x" }, closed);
    }

    [Fact]
    public async Task A_coordinator_begins_a_round_for_the_organisation_that_follows_up_and_opens_no_address()
    {
        await Desk.RouteAsync(signals);
        using var coordinator = signals.Caller("coordinator");
        var round = await PostAsync(coordinator, "", NewRound(), HttpStatusCode.Created);
        Assert.Equal(SignalsFixture.Organisation, round.GetProperty("organisationId").GetGuid());
        await PostAsync(coordinator, $"{round.GetProperty("id").GetGuid()}/open", new { purpose = "visit", visits = new[] { Guid.NewGuid() } }, HttpStatusCode.Forbidden);
        using var elsewhere = signals.Caller("coordinator", "GM0363");
        await PostAsync(elsewhere, "", NewRound(), HttpStatusCode.Forbidden);
        using var unrouted = signals.Caller("coordinator", "GM0988");
        await PostAsync(unrouted, "", NewRound("GM0988"), HttpStatusCode.Conflict);
    }

    private async Task<(Guid Round, Guid[] Visits)> RoundAsync()
    {
        var round = (await PostAsync(_handler, "", NewRound(), HttpStatusCode.Created)).GetProperty("id").GetGuid();
        var planned = await PostAsync(_handler, $"{round}/visits", new { visits = Addresses.Select(address => new { address, name = "Bewoner (demo)" }) }, HttpStatusCode.Created);
        return (round, [.. planned.GetProperty("ids").EnumerateArray().Select(id => id.GetGuid())]);
    }

    private static readonly DateOnly Today = TimeProvider.System.Today();

    private static object NewRound(string municipality = "GM0344") => new { municipality, kind = "home-visits-75-plus", fromDate = Today, untilDate = Today.AddDays(90), keepDays = 10 };

    private static async Task<JsonElement> PostAsync(HttpClient caller, string path, object? body, HttpStatusCode expected)
    {
        using var answer = await caller.PostAsync(path.Length == 0 ? Rounds : $"{Rounds}/{path}", body is null ? null : JsonContent.Create(body));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(expected == answer.StatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone();
    }

    private Task<long> LinesAsync(string? name = null) => signals.ScalarAsync<long>("select count(*) from processing_log where @name::text is null or name = @name", new { name });

    private Task<int> NightAsync(int days) =>
        signals.Services.GetRequiredService<RetentionRound>().RunNightAsync(TimeProvider.System.GetUtcNow().AddDays(days), CancellationToken.None);

    private async Task CloseAsync(Guid round)
    {
        using var coordinator = signals.Caller("coordinator");
        coordinator.DefaultRequestHeaders.TryAddWithoutValidation("If-Match", "*");
        await PostAsync(coordinator, $"{round}/close", null, HttpStatusCode.OK);
    }

    private async Task<JsonElement> DueAsync(int days)
    {
        using var officer = signals.Officer();
        return await officer.GetFromJsonAsync<JsonElement>($"{Desk.Base}/privacy/retention?asOf={DutchDay.Of(TimeProvider.System.GetUtcNow().AddDays(days)):yyyy-MM-dd}&pageSize=100");
    }

    private async Task<List<string>> LedgerAsync(Guid round)
    {
        await using var connection = await signals.LedgerDb.OpenConnectionAsync();
        return (await connection.QueryAsync<string>("select step from erasure where signal_id = @round order by position", new { round })).AsList();
    }

    private async Task<bool> HasKeyAsync(Guid round)
    {
        using var keys = await signals.Services.GetRequiredService<KeyVault>().FindAsync(round, "GM0344", CancellationToken.None);
        return keys.Has(KeyOwner.Case);
    }
}
