using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Nabij.Contracts;
using Nabij.Signals.Reporter;
using Nabij.Signals.Vault;
using Nabij.Testing;

namespace Signals.Tests;

/// <summary>What a reporter does with a receipt.</summary>
public sealed class ReporterTests(SignalsFixture signals)
{
    private static readonly string[] Messages = ["messages"], ReporterField = ["reporter"];

    private readonly HttpClient _handler = signals.Handler();

    private Desk Desk => new(signals, _handler);

    [Theory]
    [InlineData("", "addition")]
    [InlineData("addition", null)]
    [InlineData("question", "answer")]
    [InlineData("addition question", "answer")]
    [InlineData("question addition", "answer")]
    [InlineData("question answer", "addition")]
    [InlineData("addition question answer", null)]
    [InlineData("question answer question", "answer")]
    [InlineData("question question answer addition", null)]
    public void A_reporter_answers_what_is_asked_and_adds_something_once(string until, string? next) =>
        Assert.Equal(next, Dialogue.NextOfReporter(until.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public async Task Handler_and_reporter_write_to_each_other_and_each_reads_through_the_log()
    {
        var (id, session) = await ReportedAsync();
        await Desk.PostAsync(id, "messages", new { text = "Wanneer zag u haar voor het laatst?" });
        var eventRef = await Desk.RefOfAsync(id);
        await signals.Broker.HearAsync<ReporterNoticeDue>(n => n.SignalRef == eventRef && n.Template == "signal-question");
        Assert.Equal(1, (await GetAsync(session, "signal")).GetProperty("unreadMessages").GetInt32());

        var lines = await signals.ScalarAsync<long>("select count(*) from processing_log");
        var read = await GetAsync(session, "messages");
        Assert.Equal(("Wanneer zag u haar voor het laatst?", "answer"), (read.GetProperty("items")[0].GetProperty("text").GetString(), read.GetProperty("next").GetString()));
        Assert.Equal(lines + 2, await signals.ScalarAsync<long>("select count(*) from processing_log"));
        Assert.Equal(0, (await GetAsync(session, "signal")).GetProperty("unreadMessages").GetInt32());

        Assert.Equal(HttpStatusCode.Created, await SendAsync(session, HttpMethod.Post, "messages", new { text = "Twee weken geleden." }));
        Assert.Equal(HttpStatusCode.Created, await SendAsync(session, HttpMethod.Post, "messages", new { text = "En haar kat loopt buiten." }));
        Assert.Equal(HttpStatusCode.Conflict, await SendAsync(session, HttpMethod.Post, "messages", new { text = "En nog iets." }));

        var audits = await signals.ScalarAsync<long>("select count(*) from audit_log where signal_id = @id and action = 'open'", new { id });
        var opened = await Desk.PostAsync(id, "open", new { purpose = "triage", fields = Messages }, HttpStatusCode.OK);
        Assert.Equal(["question", "answer", "addition"], opened.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("kind").GetString()));
        Assert.Equal("Twee weken geleden.", opened.GetProperty("messages")[1].GetProperty("text").GetString());
        Assert.Equal(audits + 1, await signals.ScalarAsync<long>("select count(*) from audit_log where signal_id = @id and action = 'open'", new { id }));
        Assert.Equal(0, await signals.ScalarAsync<long>("select count(*) from message where signal_id = @id and read_at is null", new { id }));
        Assert.DoesNotContain(await Desk.EveryRowAsync(signals), row => row.Contains("Twee weken", StringComparison.Ordinal)
            || row.Contains(Convert.ToHexStringLower("Twee weken"u8), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_question_during_triage_waits_for_its_answer_which_brings_the_signal_back()
    {
        await Desk.RouteAsync(signals);
        var receipt = await Desk.ReportAsync(signals, Desk.Worry());
        var id = await Desk.IdOfAsync(signals, receipt);
        await Desk.StepAsync(id, "start-triage");
        await Desk.PostAsync(id, "messages", new { text = "Wanneer zag u haar voor het laatst?" });
        Assert.Equal("info-requested", await Desk.StateOfAsync(id));
        await signals.HearAsync<SignalInfoRequested>(await Desk.RefOfAsync(id));
        Assert.Equal(HttpStatusCode.Created, await SendAsync(await Desk.SessionAsync(signals, receipt), HttpMethod.Post, "messages", new { text = "Twee weken geleden." }));
        Assert.Equal("in-triage", await Desk.StateOfAsync(id));
        Assert.Equal("answered", await signals.ScalarAsync<string>("select reason from signal_transition where signal_id = @id and name = 'resume-triage'", new { id }));
    }

    [Fact]
    public async Task What_cannot_be_logged_the_reporter_cannot_read_either()
    {
        var (id, session) = await ReportedAsync();
        await Desk.PostAsync(id, "messages", new { text = "Hoe gaat het nu?" });
        await using var connection = await signals.Db.OpenConnectionAsync();
        await Dapper.SqlMapper.ExecuteAsync(connection, "revoke insert on processing_log from signals_app");
        try
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await SendAsync(session, HttpMethod.Get, "messages"));
        }
        finally
        {
            await Dapper.SqlMapper.ExecuteAsync(connection, "grant insert on processing_log to signals_app");
        }
    }

    [Fact]
    public async Task A_reporter_changes_the_contact_data_and_the_old_references_are_dead()
    {
        var (id, session) = await ReportedAsync();
        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(session, HttpMethod.Put, "contact", new { wantsFeedback = true }));
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(session, HttpMethod.Put, "contact", new { email = "nieuw@voorbeeld.nl" }));
        Assert.Equal("nieuw@voorbeeld.nl", await EmailAsync(id));
        Assert.Equal(0, await signals.ScalarAsync<long>("select count(*) from recipient where signal_id = @id and acknowledged_at is null", new { id }));
    }

    [Fact]
    public async Task No_mail_is_asked_for_a_reporter_whom_none_reaches_until_there_is_another_address()
    {
        var (id, session) = await ReportedAsync();
        var eventRef = await Desk.RefOfAsync(id);
        var notice = await signals.HearAsync<ReporterNoticeDue>(eventRef);
        var refused = Refused(notice.RecipientRef);
        await signals.Broker.PublishAsync(refused);
        await signals.Broker.PublishAsync(refused); // a duplicate delivery
        await HandledAsync(Refused(notice.RecipientRef)); // and one that says the same
        var at = (await RefusedAtAsync(id))!.Value;
        Assert.Equal(refused.OccurredAt, at, TimeSpan.FromMilliseconds(1));
        Assert.Equal(2, await VersionAsync(id));

        var spine = await _handler.GetFromJsonAsync<JsonElement>($"{Desk.Base}/signals/{id}");
        Assert.Equal(("mail-undeliverable", at), (spine.GetProperty("flag").GetString(), spine.GetProperty("mailRefusedAt").GetDateTimeOffset()));
        Assert.DoesNotContain("melder", spine.GetRawText(), StringComparison.Ordinal);
        var flagged = await _handler.GetFromJsonAsync<JsonElement>($"{Desk.Base}/signals?flagged=true&state=received&pageSize=100");
        Assert.Contains(flagged.GetProperty("items").EnumerateArray(), i => i.GetProperty("id").GetGuid() == id && i.GetProperty("mailRefusedAt").GetDateTimeOffset() == at);
        Assert.True((await GetAsync(session, "signal")).GetProperty("mailRefused").GetBoolean());

        await Desk.PostAsync(id, "messages", new { text = "Hoe gaat het nu?" });
        Assert.Equal(0, await OpenReferencesAsync(id));

        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(session, HttpMethod.Put, "contact", new { email = "nieuw@voorbeeld.nl" }));
        Assert.False((await GetAsync(session, "signal")).GetProperty("mailRefused").GetBoolean());
        spine = await _handler.GetFromJsonAsync<JsonElement>($"{Desk.Base}/signals/{id}");
        Assert.False(spine.TryGetProperty("flag", out _) || spine.TryGetProperty("mailRefusedAt", out _));
        await Desk.PostAsync(id, "messages", new { text = "En met haar kat?" });
        Assert.Equal(1, await OpenReferencesAsync(id));
    }

    [Fact]
    public async Task A_refusal_of_an_address_that_was_replaced_says_nothing_of_the_new_one()
    {
        var (id, session) = await ReportedAsync();
        var notice = await signals.HearAsync<ReporterNoticeDue>(await Desk.RefOfAsync(id));
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(session, HttpMethod.Put, "contact", new { email = "nieuw@voorbeeld.nl" }));
        await HandledAsync(Refused(notice.RecipientRef));
        Assert.Null(await RefusedAtAsync(id));
    }

    [Fact]
    public async Task A_flag_of_the_person_stays_when_mail_is_refused()
    {
        var (id, _) = await ReportedAsync();
        var notice = await signals.HearAsync<ReporterNoticeDue>(await Desk.RefOfAsync(id));
        await signals.ScalarAsync<int>("update signal set flag = 'referral-rejected', flagged_at = now() where id = @id", new { id });
        await HandledAsync(Refused(notice.RecipientRef));
        Assert.NotNull(await RefusedAtAsync(id));
        Assert.Equal("referral-rejected", await signals.ScalarAsync<string>("select flag from signal where id = @id", new { id }));
    }

    [Fact]
    public async Task A_message_that_is_refused_is_seen_and_says_nothing_of_the_address()
    {
        var (id, session) = await ReportedAsync();
        var notice = await signals.HearAsync<ReporterNoticeDue>(await Desk.RefOfAsync(id));
        await Desk.PostAsync(id, "messages", new { text = "Hoe gaat het nu?" });
        var open = await OpenReferencesAsync(id);
        await HandledAsync(Refused(notice.RecipientRef, "message-refused"));
        await HandledAsync(Refused(notice.RecipientRef, "message-refused")); // one that says the same
        Assert.Equal(open - 1, await OpenReferencesAsync(id));
        Assert.Null(await RefusedAtAsync(id));
        Assert.False((await GetAsync(session, "signal")).GetProperty("mailRefused").GetBoolean());
        Assert.Equal("mail-undeliverable", await signals.ScalarAsync<string>("select flag from signal where id = @id and flagged_at is not null", new { id }));
        await Desk.PostAsync(id, "messages", new { text = "En met haar kat?" });
        Assert.Equal(open, await OpenReferencesAsync(id));
    }

    [Fact]
    public async Task A_reporter_becomes_anonymous_and_may_leave_an_address_again_later()
    {
        var (id, session) = await ReportedAsync();
        for (var i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.NoContent, await SendAsync(session, HttpMethod.Delete, "contact"));
        Assert.Null(await EmailAsync(id));
        using (var keys = await KeysAsync(id)) Assert.Equal((true, false, true), (keys.Has(KeyOwner.Subject), keys.Has(KeyOwner.Reporter), keys.Has(KeyOwner.Case)));
        Assert.False(await signals.ScalarAsync<bool>("select has_address or wants_feedback from signal where id = @id", new { id }));
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(session, HttpMethod.Put, "contact", new { email = "toch@voorbeeld.nl", wantsFeedback = true }));
        Assert.Equal("toch@voorbeeld.nl", await EmailAsync(id));
    }

    [Fact]
    public async Task A_report_that_nobody_has_begun_with_is_withdrawn_with_its_keys()
    {
        await Desk.RouteAsync(signals);
        var receipt = await Desk.ReportAsync(signals, Desk.Worry());
        var (id, session) = (await Desk.IdOfAsync(signals, receipt), await Desk.SessionAsync(signals, receipt));
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(session, HttpMethod.Delete, "signal"));
        using (var keys = await KeysAsync(id)) Assert.Equal((false, false, false), (keys.Has(KeyOwner.Subject), keys.Has(KeyOwner.Reporter), keys.Has(KeyOwner.Case)));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(session, HttpMethod.Get, "signal"));
        using var anyone = signals.Caller();
        using var code = await anyone.PostAsJsonAsync($"{Desk.Base}/receipts/session", new { receipt });
        Assert.Equal(HttpStatusCode.NotFound, code.StatusCode);
        Assert.Equal(0, await signals.ScalarAsync<long>("select count(*) from signal_record where signal_id = @id", new { id }));
        Assert.Equal("withdrawn", await signals.ScalarAsync<string>("select reason from signal_transition where signal_id = @id order by version desc limit 1", new { id }));
    }

    [Fact]
    public async Task A_report_that_somebody_has_begun_with_is_not_withdrawn()
    {
        var (id, session) = await ReportedAsync();
        await Desk.StepAsync(id, "start-triage");
        Assert.Equal(HttpStatusCode.Conflict, await SendAsync(session, HttpMethod.Delete, "signal"));
        using var keys = await KeysAsync(id);
        Assert.True(keys.Has(KeyOwner.Subject));
    }

    [Fact]
    public async Task A_proof_says_that_something_was_reported_and_nothing_of_it()
    {
        var (id, session) = await ReportedAsync();
        using var anyone = Client(session);
        using var first = await anyone.GetAsync($"{Desk.Base}/reporter/proof");
        var text = await first.Content.ReadAsStringAsync();
        Assert.Equal(("text/plain", "bewijs-van-melding.txt"), (first.Content.Headers.ContentType?.MediaType, first.Content.Headers.ContentDisposition?.FileName));
        Assert.Contains("in de gemeente Utrecht", text, StringComparison.Ordinal);
        Assert.Matches("Kenmerk: [0-9A-F]{12}", text);
        foreach (var secret in new[] { "Voorbeeld", "buurvrouw", "melder@", id.ToString() }) Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(text, await anyone.GetStringAsync($"{Desk.Base}/reporter/proof"));
    }

    [Fact]
    public async Task After_the_end_nothing_is_written_any_more_and_contact_data_can_still_be_removed()
    {
        var (id, session) = await ReportedAsync();
        await Desk.StepAsync(id, "not-taken", new { reason = "duplicate" });
        Assert.Equal(HttpStatusCode.Conflict, await SendAsync(session, HttpMethod.Post, "messages", new { text = "Toch nog iets." }));
        Assert.Equal(HttpStatusCode.Conflict, await SendAsync(session, HttpMethod.Put, "contact", new { email = "nieuw@voorbeeld.nl" }));
        await Desk.PostAsync(id, "messages", new { text = "Waarom?" }, HttpStatusCode.Conflict);
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(session, HttpMethod.Delete, "contact"));
    }

    [Theory]
    [InlineData("GET", "messages")]
    [InlineData("POST", "messages")]
    [InlineData("PUT", "contact")]
    [InlineData("DELETE", "contact")]
    [InlineData("DELETE", "signal")]
    [InlineData("GET", "proof")]
    public async Task Without_a_good_session_nothing_happens(string method, string path)
    {
        foreach (var session in new[] { "", "unknown" })
        {
            object? body = method switch { "POST" => new { text = "x" }, "PUT" => new { email = "a@voorbeeld.nl" }, _ => null };
            Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(session, new HttpMethod(method), path, body));
        }
    }

    private async Task<(Guid Id, string Session)> ReportedAsync()
    {
        await Desk.RouteAsync(signals);
        var receipt = await Desk.ReportAsync(signals, Desk.Worry());
        return (await Desk.IdOfAsync(signals, receipt), await Desk.SessionAsync(signals, receipt));
    }

    private static MailUndeliverable Refused(Guid recipient, string reason = "address-refused") => new()
    {
        OccurredAt = TimeProvider.System.GetUtcNow(),
        AggregateVersion = 1,
        RecipientRef = recipient,
        Template = "signal-received",
        Reason = reason,
    };

    private async Task HandledAsync(MailUndeliverable message)
    {
        await signals.Broker.PublishAsync(message);
        await Eventually.TrueAsync(() => signals.ScalarAsync<bool>("select exists (select from inbox where message_id = @EventId)", new { message.EventId }));
    }

    private Task<DateTimeOffset?> RefusedAtAsync(Guid id) => signals.ScalarAsync<DateTimeOffset?>("select mail_refused_at from signal where id = @id", new { id });

    private Task<long> VersionAsync(Guid id) => signals.ScalarAsync<long>("select version from signal where id = @id", new { id });

    private Task<long> OpenReferencesAsync(Guid id) =>
        signals.ScalarAsync<long>("select count(*) from recipient where signal_id = @id and acknowledged_at is null", new { id });

    private Task<SignalKeys> KeysAsync(Guid id) => signals.Services.GetRequiredService<KeyVault>().FindAsync(id, "GM0344", CancellationToken.None);

    private async Task<string?> EmailAsync(Guid id)
    {
        await Desk.ApproveIdentityAsync(id);
        var opened = await Desk.PostAsync(id, "open", new { purpose = "feedback", fields = ReporterField }, HttpStatusCode.OK);
        return opened.TryGetProperty("reporter", out var reporter) ? reporter.GetProperty("email").GetString() : null;
    }

    private HttpClient Client(string session)
    {
        var anyone = signals.Caller();
        if (session.Length > 0) anyone.DefaultRequestHeaders.Add("Receipt-Session", session);
        return anyone;
    }

    private async Task<JsonElement> GetAsync(string session, string path)
    {
        using var anyone = Client(session);
        return await anyone.GetFromJsonAsync<JsonElement>($"{Desk.Base}/reporter/{path}");
    }

    private async Task<HttpStatusCode> SendAsync(string session, HttpMethod method, string path, object? body = null)
    {
        using var anyone = Client(session);
        using var request = new HttpRequestMessage(method, $"{Desk.Base}/reporter/{path}") { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await anyone.SendAsync(request);
        return answer.StatusCode;
    }
}
