using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Nabij.Contracts;
using Nabij.Reference.Calendar;
using Nabij.Signals.FollowUp;
using Nabij.Signals.Retention;
using Nabij.Signals.Vault;
using Nabij.Testing;

namespace Signals.Tests;

/// <summary>What is kept no longer than it may be.</summary>
public sealed class RetentionTests(SignalsFixture signals)
{
    private readonly HttpClient _handler = signals.Handler();
    private readonly HttpClient _officer = signals.Officer();

    private Desk Desk => new(signals, _handler);

    private RetentionRound Round => signals.Services.GetRequiredService<RetentionRound>();

    private static DateTimeOffset In(int days) => TimeProvider.System.GetUtcNow().AddDays(days);

    [Theory]
    [InlineData("declined", null, 90, "ninety-days")]
    [InlineData("declined", """{"declined":30}""", 30, "municipality")]
    [InlineData("declined", """{"no-need":30}""", 90, "ninety-days")]
    public void A_municipality_s_own_term_goes_before_the_default(string outcome, string? own, int days, string code) =>
        Assert.Equal(new RetentionRule(code, days), RetentionTerms.For(outcome, own));

    [Fact]
    public async Task A_privacy_officer_sets_the_terms_of_the_municipality_and_what_closes_next_has_them()
    {
        const string path = $"{Desk.Base}/municipalities/GM0344/retention";
        using var before = await _officer.GetAsync(path);
        using var unread = await _officer.PutAsJsonAsync(path, new { rules = Array.Empty<object>() });
        Assert.Equal(HttpStatusCode.PreconditionRequired, unread.StatusCode);
        using var set = await PutAsync(path, before.Headers.ETag!.Tag, [new { outcome = "not-taken", days = 3 }]);
        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        Assert.Equal(3, DaysOf(await set.Content.ReadFromJsonAsync<JsonElement>(), "not-taken"));
        using var late = await PutAsync(path, before.Headers.ETag!.Tag, []);
        Assert.Equal(HttpStatusCode.PreconditionFailed, late.StatusCode);
        foreach (var wrong in new object[] { new { outcome = "nonsense", days = 3 }, new { outcome = "declined", days = 0 }, new { outcome = "declined", days = 4000 } })
        {
            using var refused = await PutAsync(path, "*", [wrong]);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        var id = await Desk.ReceiveAsync();
        await Desk.CloseAsync(id);
        Assert.Equal(DutchDay.Of(In(3)), await signals.ScalarAsync<DateOnly>("select retain_until from signal where id = @id", new { id }));
        Assert.Equal(1, await signals.ScalarAsync<long>("select count(*) from audit_log where action = 'set-retention' and municipality = 'GM0344'"));
        using var elsewhere = await signals.Officer("GM0363").GetAsync(path);
        Assert.Equal(HttpStatusCode.Forbidden, elsewhere.StatusCode);
        using var back = await PutAsync(path, "*", []);
        Assert.Equal(14, DaysOf(await back.Content.ReadFromJsonAsync<JsonElement>(), "not-taken"));
    }

    [Fact]
    public async Task A_dry_run_tells_what_would_go_and_changes_nothing()
    {
        var id = await Desk.ReceiveAsync(Desk.Worry("Een zorg om Zonnebloem."));
        await Desk.CloseAsync(id);
        Assert.DoesNotContain(id.ToString(), await PreviewAsync(In(14)), StringComparison.Ordinal);
        var text = await PreviewAsync(In(15));
        Assert.Contains(id.ToString(), text, StringComparison.Ordinal);
        Assert.DoesNotContain("Zonnebloem", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Voorbeeld", text, StringComparison.OrdinalIgnoreCase);
        Assert.True(JsonDocument.Parse(text).RootElement.GetProperty("signals").GetInt32() >= 1);
        Assert.Equal(State.Closed, await Desk.StateOfAsync(id));
        using var elsewhere = signals.Officer("GM0363");
        Assert.DoesNotContain(id.ToString(), await elsewhere.GetStringAsync($"{Desk.Base}/privacy/retention?asOf=2090-01-01&pageSize=100"), StringComparison.Ordinal);
        foreach (var day in new[] { "0001-01-01", "9999-12-31" })
        {
            using var edge = await _officer.GetAsync($"{Desk.Base}/privacy/retention?asOf={day}");
            Assert.Equal(HttpStatusCode.OK, edge.StatusCode);
        }
    }

    [Fact]
    public async Task An_erased_signal_can_be_read_by_nobody_and_its_receipt_is_worth_nothing()
    {
        await Desk.RouteAsync(signals);
        var receipt = await Desk.ReportAsync(signals, Desk.Worry());
        var id = await Desk.IdOfAsync(signals, receipt);
        var (eventRef, session) = (await Desk.RefOfAsync(id), await Desk.SessionAsync(signals, receipt));
        var notice = await signals.HearAsync<ReporterNoticeDue>(eventRef);
        await Desk.CloseAsync(id);
        Assert.Equal(0, await RunAsync(id, In(13)));
        await RunAsync(id, In(15));

        Assert.Equal(State.Erased, await Desk.StateOfAsync(id));
        using var opened = await Desk.OpenAsync(id);
        Assert.Equal(HttpStatusCode.Conflict, opened.StatusCode);
        using var anyone = signals.Caller();
        using var code = await anyone.PostAsJsonAsync($"{Desk.Base}/receipts/session", new { receipt });
        Assert.Equal(HttpStatusCode.NotFound, code.StatusCode);
        anyone.DefaultRequestHeaders.Add("Receipt-Session", session);
        using var followed = await anyone.GetAsync($"{Desk.Base}/reporter/signal");
        Assert.Equal(HttpStatusCode.Unauthorized, followed.StatusCode);
        using var mailer = await signals.Caller("service").PostAsync($"/signals/internal/recipients/{notice.RecipientRef}", null);
        Assert.Equal(HttpStatusCode.NotFound, mailer.StatusCode);
        Assert.False(await HasKeyAsync(id));
        Assert.Equal(["started", "done", "removed"], await LedgerAsync(id));

        var erased = await signals.HearAsync<SignalErased>(eventRef);
        Assert.Equal(("GM0344", 4L), (erased.Municipality, erased.AggregateVersion));
        // What is left is the bare spine: nothing of it is the reference that events had.
        var rows = (await Desk.EveryRowAsync(signals)).Where(r => r.Contains(id.ToString(), StringComparison.Ordinal)).Select(r => r.Split(':')[0]).Distinct().Order();
        Assert.Equal(["audit_log", "erasure", "signal", "signal_transition"], rows);
        Assert.NotEqual(eventRef, await Desk.RefOfAsync(id));
        Assert.Equal(1, await signals.ScalarAsync<int>("select extract(day from received_at at time zone 'Europe/Amsterdam')::int from signal where id = @id", new { id }));
        Assert.Equal(1, await signals.ScalarAsync<long>("select count(*) from audit_log where signal_id = @id and action = 'erase'", new { id }));
    }

    /// <summary>Somebody dies after so many steps; whoever comes next finishes it.</summary>
    [Theory, InlineData(0), InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5)]
    public async Task An_erasure_that_died_on_its_way_is_finished_by_the_next_round(int steps)
    {
        var id = await Desk.ReceiveAsync();
        var eventRef = await Desk.RefOfAsync(id);
        await Desk.CloseAsync(id);
        var task = new ErasureTask(id, ErasureScope.Signal, ErasureReason.Retention);
        foreach (var step in signals.Services.GetRequiredService<Erasure>().Steps.Take(steps)) Assert.True(await step(task, CancellationToken.None));
        var bare = steps == 5 ? await Desk.RefOfAsync(id) : (Guid?)null;

        await Round.RunNightAsync(In(15), CancellationToken.None);
        Assert.Equal(State.Erased, await Desk.StateOfAsync(id));
        Assert.False(await HasKeyAsync(id));
        Assert.Equal("removed", (await LedgerAsync(id))[^1]);
        Assert.Equal(0, await signals.ScalarAsync<long>("select count(*) from signal_record where signal_id = @id", new { id }));
        await signals.HearAsync<SignalErased>(eventRef);
        await Round.ResumeAsync(CancellationToken.None);
        Assert.Single(signals.Broker.Heard<SignalErased>(), e => e.SignalRef == eventRef);
        if (bare is not null) Assert.Equal(bare, await Desk.RefOfAsync(id));
        Assert.Equal(1, await signals.ScalarAsync<long>("select count(*) from audit_log where signal_id = @id and action = 'erase'", new { id }));
    }

    [Fact]
    public async Task What_is_not_proven_gone_is_not_called_done()
    {
        var id = await Desk.ReceiveAsync();
        await Desk.CloseAsync(id);
        var task = new ErasureTask(id, ErasureScope.Signal, ErasureReason.Retention);
        var steps = signals.Services.GetRequiredService<Erasure>().Steps;
        // All but the destruction of the keys.
        foreach (var step in new[] { steps[0], steps[1] }) await step(task, CancellationToken.None);
        var refused = await Assert.ThrowsAsync<ErasureNotVerifiedException>(() => steps[3](task, CancellationToken.None));
        Assert.Equal("An erasure is not verified: keys.", refused.Message);
        Assert.Equal(["started"], await LedgerAsync(id));
    }

    [Fact]
    public async Task A_legal_hold_keeps_what_is_due_until_it_is_lifted()
    {
        var id = await Desk.ReceiveAsync();
        await Desk.CloseAsync(id);
        using var elsewhere = await signals.Officer("GM0363").PostAsJsonAsync($"{Desk.Base}/signals/{id}/legal-hold", new { reason = "complaint" });
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
        await OfficerAsync($"signals/{id}/legal-hold", new { reason = "complaint" });
        await Round.RunNightAsync(In(400), CancellationToken.None);
        Assert.Equal(State.Closed, await Desk.StateOfAsync(id));
        Assert.Equal("legal-hold", await HeldByAsync(id, In(400)));

        await OfficerAsync($"signals/{id}/legal-hold/lift", new { reason = "settled" });
        await Round.RunNightAsync(In(400), CancellationToken.None);
        Assert.Equal(State.Erased, await Desk.StateOfAsync(id));
        Assert.Equal(2, await signals.ScalarAsync<long>("select count(*) from audit_log where signal_id = @id and action in ('set-legal-hold', 'lift-legal-hold')", new { id }));
    }

    [Fact]
    public async Task A_hold_that_comes_between_the_ledger_and_the_cut_cancels_the_erasure()
    {
        var id = await Desk.ReceiveAsync();
        await Desk.CloseAsync(id);
        var task = new ErasureTask(id, ErasureScope.Signal, ErasureReason.Retention);
        await signals.Services.GetRequiredService<Erasure>().Steps[0](task, CancellationToken.None);
        await OfficerAsync($"signals/{id}/legal-hold", new { reason = "claim" });
        await Round.ResumeAsync(CancellationToken.None);
        Assert.Equal(["started", "cancelled"], await LedgerAsync(id));
        Assert.True(await HasKeyAsync(id));
    }

    [Fact]
    public async Task Who_asked_to_see_it_is_answered_before_it_goes_within_the_term_of_the_answer()
    {
        var (asked, late) = (await Desk.ReceiveAsync(), await Desk.ReceiveAsync());
        foreach (var id in new[] { asked, late }) await Desk.CloseAsync(id);
        var request = await new Desk(signals, _officer).RequestAsync("access", asked);
        var old = (await new Desk(signals, _officer).RequestAsync("access", late))[^36..];
        await signals.ScalarAsync<object>("update rights_request set due_date = current_date - 2 where id = @old::uuid", new { old });
        await Round.RunNightAsync(In(15), CancellationToken.None);
        Assert.Equal((State.Closed, State.Erased), (await Desk.StateOfAsync(asked), await Desk.StateOfAsync(late)));
        Assert.Equal("request", await HeldByAsync(asked, In(15)));
        // Also when it was asked after the round had begun with it.
        var erasure = signals.Services.GetRequiredService<Erasure>();
        Assert.False(await erasure.EraseAsync(new ErasureTask(asked, ErasureScope.Signal, ErasureReason.Retention), CancellationToken.None));

        await new Desk(signals, _officer).WithdrawRequestAsync(request);
        await Round.RunNightAsync(In(15), CancellationToken.None);
        Assert.Equal(State.Erased, await Desk.StateOfAsync(asked));
    }

    [Theory, InlineData("subject", true), InlineData("reporter", false)]
    public async Task What_leads_to_the_reporter_waits_for_a_request_of_the_reporter_only(string about, bool goes)
    {
        var id = await Desk.ReceiveAsync();
        await Desk.CloseAsync(id);
        await new Desk(signals, _officer).RequestAsync("access", id, about);
        var erasure = signals.Services.GetRequiredService<Erasure>();
        Assert.Equal(goes, await erasure.EraseAsync(new ErasureTask(id, ErasureScope.Reporter, ErasureReason.Retention), CancellationToken.None));
    }

    private const string NewsSql = "insert into message (id, signal_id, kind, text, sent_at) values (gen_random_uuid(), @id, 'addition', 'sealed', now())";

    [Fact]
    public async Task News_that_nobody_read_gives_a_week_more_once()
    {
        var id = await Desk.ReceiveAsync();
        await Desk.CloseAsync(id);
        await ExecuteAsync(NewsSql, id);
        await Round.RunNightAsync(In(15), CancellationToken.None);
        Assert.Equal("grace", await HeldByAsync(id, In(22)));
        await Round.RunNightAsync(In(22), CancellationToken.None);
        Assert.Equal(State.Closed, await Desk.StateOfAsync(id));
        await ExecuteAsync(NewsSql, id);
        await Round.RunNightAsync(In(23), CancellationToken.None);
        Assert.Equal(State.Erased, await Desk.StateOfAsync(id));
    }

    [Fact]
    public async Task What_leads_to_the_reporter_goes_four_weeks_after_the_last_news()
    {
        var id = await Desk.ReceiveAsync();
        await Desk.ContactAsync(id);
        await Desk.StepAsync(id, "no-need");
        await Desk.StepAsync(id, "close", new { outcome = "no-need", feedback = "send" });
        await Round.RunNightAsync(In(28), CancellationToken.None);
        Assert.True(await HasReporterKeyAsync(id));
        await Round.RunNightAsync(In(29), CancellationToken.None);
        Assert.False(await HasReporterKeyAsync(id));
        Assert.Equal(["started", "done", "removed"], await LedgerAsync(id));
        Assert.Equal(0, await signals.ScalarAsync<long>("select count(*) from signal_record where signal_id = @id and reporter is not null", new { id }));
        Assert.Equal(0, await signals.ScalarAsync<long>("select count(*) from subject_index where signal_id = @id and owner = 'reporter'", new { id }));

        using var opened = await Desk.OpenAsync(id, "guidance");
        Assert.Contains("Mevrouw Voorbeeld", await opened.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(State.Closed, await Desk.StateOfAsync(id));
    }

    [Fact]
    public async Task What_should_have_gone_and_did_not_is_counted()
    {
        var gauge = signals.Services.GetRequiredService<RetentionGauge>();
        var id = await Desk.ReceiveAsync();
        await Desk.CloseAsync(id);
        var before = await gauge.MeasureAsync(In(15), CancellationToken.None);
        var after = await gauge.MeasureAsync(In(16), CancellationToken.None);
        Assert.True(after > before);
        await Round.RunNightAsync(In(16), CancellationToken.None);
        Assert.Equal(0, await gauge.MeasureAsync(In(16), CancellationToken.None));
    }

    /// <summary>A new table or column must be thought about: it goes with the signal, or it says why it stays.</summary>
    [Fact]
    public async Task Every_table_and_column_of_a_signal_is_erased_or_says_that_it_stays()
    {
        await using var connection = await signals.Db.OpenConnectionAsync();
        var tables = await connection.QueryAsync<string>("select distinct conrelid::regclass::text from pg_constraint where contype = 'f' and confrelid = 'signal'::regclass");
        Assert.Equal(Erasure.Tables.Concat(Erasure.TablesThatStay).Order(), tables.Order());
        var columns = await connection.QueryAsync<string>("select attname from pg_attribute where attrelid = 'signal'::regclass and attnum > 0 and not attisdropped");
        Assert.Equal(Erasure.Columns.Concat(Erasure.ColumnsThatStay).Order(), columns.Order());
    }

    [Fact]
    public async Task The_service_cannot_change_the_ledger()
    {
        var settings = new Npgsql.NpgsqlConnectionStringBuilder(signals.LedgerDb.ConnectionString) { Username = "signals_ledger_app", Password = new Npgsql.NpgsqlConnectionStringBuilder(TestServers.Postgres).Password };
        await using var app = Npgsql.NpgsqlDataSource.Create(settings.ConnectionString);
        foreach (var sql in new[] { "update erasure set step = 'cancelled'", "delete from erasure", "truncate erasure", "drop table erasure" })
        {
            await using var connection = await app.OpenConnectionAsync();
            var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => connection.ExecuteAsync(sql));
            Assert.Equal(Npgsql.PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    private async Task<int> RunAsync(Guid id, DateTimeOffset now)
    {
        await Round.RunNightAsync(now, CancellationToken.None);
        return await Desk.StateOfAsync(id) == State.Erased ? 1 : 0;
    }

    private Task<string> PreviewAsync(DateTimeOffset day) => _officer.GetStringAsync($"{Desk.Base}/privacy/retention?asOf={DutchDay.Of(day):yyyy-MM-dd}&pageSize=100");

    private async Task<string?> HeldByAsync(Guid id, DateTimeOffset day) => JsonDocument.Parse(await PreviewAsync(day)).RootElement.GetProperty("items").EnumerateArray()
        .Single(i => i.GetProperty("id").GetGuid() == id).GetProperty("heldBy").GetString();

    private async Task OfficerAsync(string path, object body)
    {
        using var answer = await _officer.PostAsJsonAsync($"{Desk.Base}/{path}", body);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> PutAsync(string path, string etag, object[] rules)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent.Create(new { rules }) };
        request.Headers.TryAddWithoutValidation("If-Match", etag);
        return await _officer.SendAsync(request);
    }

    private static int DaysOf(JsonElement retention, string outcome) =>
        retention.GetProperty("rules").EnumerateArray().Single(r => r.GetProperty("outcome").GetString() == outcome).GetProperty("days").GetInt32();

    private async Task ExecuteAsync(string sql, Guid id)
    {
        await using var connection = await signals.Db.OpenConnectionAsync();
        await connection.ExecuteAsync(sql, new { id });
    }

    private async Task<bool> HasKeyAsync(Guid id) => (await signals.Services.GetRequiredService<KeyVault>().WithKeysAsync([id], CancellationToken.None)).Any();

    private async Task<bool> HasReporterKeyAsync(Guid id) => (await signals.Services.GetRequiredService<KeyVault>().WithReporterKeyAsync([id], CancellationToken.None)).Any();

    private async Task<List<string>> LedgerAsync(Guid id)
    {
        await using var connection = await signals.LedgerDb.OpenConnectionAsync();
        return (await connection.QueryAsync<string>("select step from erasure where signal_id = @id order by position", new { id })).AsList();
    }
}
