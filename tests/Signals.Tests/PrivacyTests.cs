using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dapper;
using Nabij.Contracts;
using Nabij.Messaging;
using Nabij.Reference.Calendar;
using Nabij.Testing;
using Npgsql;

namespace Signals.Tests;

/// <summary>What the desk promises about people.</summary>
public sealed class PrivacyTests(SignalsFixture signals)
{
    private static readonly string[] AllFields = ["subject", "worry", "reporter"];
    private static readonly string[] Ticked = ["says-lonely", "loss"];

    private readonly HttpClient _handler = signals.Handler();

    private Desk Desk => new(signals, _handler);

    [Fact]
    public async Task Opening_for_a_purpose_shows_what_was_sealed_and_logs_it_twice()
    {
        var id = await Desk.ReceiveAsync();
        await Desk.ApproveIdentityAsync(id);
        var lines = await CountAsync("processing_log");
        var audits = await signals.ScalarAsync<long>("select count(*) from audit_log where signal_id = @id", new { id });
        using var answer = await OpenAsync(_handler, id, new { purpose = "triage", fields = AllFields });
        var opened = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("Mevrouw Voorbeeld", opened.GetProperty("subject").GetProperty("name").GetString());
        Assert.Equal("melder@voorbeeld.nl", opened.GetProperty("reporter").GetProperty("email").GetString());
        Assert.StartsWith("Ik zie", opened.GetProperty("worry").GetString(), StringComparison.Ordinal);

        // Two people: one line for the action and one for each.
        Assert.Equal(lines + 3, await CountAsync("processing_log"));
        Assert.Equal(audits + 1, await signals.ScalarAsync<long>("select count(*) from audit_log where signal_id = @id", new { id }));
        Assert.Equal("{reporter,subject,worry}", await signals.ScalarAsync<string>("select fields::text from audit_log where signal_id = @id and action = 'open'", new { id }));
    }

    [Fact]
    public async Task Who_reported_is_shown_only_when_it_is_asked_for()
    {
        var id = await Desk.ReceiveAsync();
        using var answer = await OpenAsync(_handler, id, new { purpose = "contact" });
        var opened = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(opened.TryGetProperty("subject", out _));
        Assert.False(opened.TryGetProperty("reporter", out _));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"purpose":""}""")]
    [InlineData("""{"purpose":"curiosity"}""")]
    [InlineData("""{"purpose":"triage","fields":["everything"]}""")]
    public async Task Opening_without_a_good_purpose_is_refused(string body)
    {
        var id = await Desk.ReceiveAsync();
        using var answer = await _handler.PostAsync($"{Desk.Base}/signals/{id}/open", new StringContent(body, null, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(0, await signals.ScalarAsync<long>("select count(*) from audit_log where signal_id = @id", new { id }));
    }

    [Theory]
    [InlineData("processing_log")]
    [InlineData("audit_log")]
    public async Task What_cannot_be_logged_cannot_be_read(string log)
    {
        var id = await Desk.ReceiveAsync();
        await using var connection = await signals.Db.OpenConnectionAsync();
        await connection.ExecuteAsync($"revoke insert on {log} from signals_app");
        try
        {
            using var answer = await OpenAsync(_handler, id, new { purpose = "triage" });
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.DoesNotContain("Voorbeeld", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        finally
        {
            await connection.ExecuteAsync($"grant insert on {log} to signals_app");
        }
    }

    [Fact]
    public async Task The_service_cannot_change_a_log_or_the_schema()
    {
        var settings = new NpgsqlConnectionStringBuilder(signals.Db.ConnectionString) { Username = "signals_app", Password = new NpgsqlConnectionStringBuilder(Nabij.Testing.TestServers.Postgres).Password };
        await using var app = NpgsqlDataSource.Create(settings.ConnectionString);
        await using var connection = await app.OpenConnectionAsync();
        foreach (var sql in new[]
                 {
                     "update audit_log set actor = 'x'", "delete from audit_log", "truncate audit_log", "update processing_log set name = 'x'", "delete from processing_log",
                     "delete from signal_transition", "create table mine (id int)", "alter table audit_log disable trigger all", "drop table audit_log",
                 })
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => connection.ExecuteAsync(sql));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    [Fact]
    public async Task The_audit_log_is_a_chain_that_shows_a_change()
    {
        var id = await Desk.ReceiveAsync();
        using (await OpenAsync(_handler, id, new { purpose = "triage" })) { }
        await Desk.StepAsync(id, "start-triage");
        Assert.Equal(0, await BrokenAsync());

        await using var connection = await signals.Db.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("update audit_log set actor = 'somebody else' where signal_id = @id and action = 'open'", new { id });
        Assert.NotEqual(0, await connection.ExecuteScalarAsync<long>(BrokenSql));
        await transaction.RollbackAsync();
        await using var other = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("delete from audit_log where signal_id = @id and action = 'open'", new { id });
        Assert.NotEqual(0, await connection.ExecuteScalarAsync<long>(BrokenSql));
    }

    [Fact]
    public async Task A_line_of_the_processing_log_names_no_user_and_no_signal()
    {
        var id = await Desk.ReceiveAsync();
        using var subject = signals.Caller("handler", "GM0344", SignalsFixture.Organisation, subject: "staff-0042");
        using (await OpenAsync(subject, id, new { purpose = "triage" })) { }
        await using var connection = await signals.Db.OpenConnectionAsync();
        var lines = (await connection.QueryAsync<string>("select p::text from processing_log p")).ToList();
        Assert.All(lines, line => Assert.DoesNotContain("staff-0042", line, StringComparison.Ordinal));
        Assert.All(lines, line => Assert.DoesNotContain(id.ToString(), line, StringComparison.Ordinal));
        Assert.Equal(0, await connection.ExecuteScalarAsync<long>(
            "select count(*) from processing_log where attributes ? 'dpl.core.data_subject_id' <> (attributes ? 'dpl.core.data_subject_id_type') or start_time < 1700000000000 or start_time > 9999999999999"));
    }

    [Fact]
    public async Task A_caller_who_asks_for_no_trace_is_logged_all_the_same()
    {
        var id = await Desk.ReceiveAsync();
        var trace = ActivityTraceId.CreateRandom().ToString();
        // A client that writes no trace of its own.
        using var handler = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = _handler.BaseAddress };
        handler.DefaultRequestHeaders.Authorization = _handler.DefaultRequestHeaders.Authorization;
        handler.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-00");
        using (await OpenAsync(handler, id, new { purpose = "triage" })) { }
        Assert.Equal(2, await signals.ScalarAsync<long>("select count(*) from processing_log where trace_id = @trace", new { trace }));
    }

    [Theory]
    [InlineData("GM0363", false)]
    [InlineData("GM0344", true)]
    [InlineData("*", true)]
    public async Task A_handler_of_elsewhere_sees_nothing_on_any_endpoint(string municipality, bool otherOrganisation)
    {
        var id = await Desk.ReceiveAsync();
        await Desk.ContactAsync(id);
        var consent = await Desk.ConsentAsync(id, "contact");
        var identity = (await Desk.PostAsync(id, "identity-requests", new { reason = "safety" })).GetProperty("id").GetGuid();
        using var stranger = signals.Handler(municipality, otherOrganisation ? Guid.NewGuid() : null);
        stranger.DefaultRequestHeaders.TryAddWithoutValidation("If-Match", "*");

        Assert.Equal(0, (await stranger.GetFromJsonAsync<JsonElement>($"{Desk.Base}/signals")).GetProperty("total").GetInt32());
        var document = await stranger.GetFromJsonAsync<JsonElement>($"{Desk.Base}/openapi.json");
        var tried = 0;
        foreach (var path in document.GetProperty("paths").EnumerateObject().Where(p => p.Name.StartsWith("/signals/{id}", StringComparison.Ordinal)))
        {
            // Not what is the privacy officer's alone: that is 403 to any handler.
            foreach (var method in path.Value.EnumerateObject().Where(m => m.Value.GetProperty("x-policy").GetString()!.Split('|').Contains("handler")))
            {
                var address = path.Name.Replace("{id}", id.ToString(), StringComparison.Ordinal).Replace("{consentId}", consent.ToString(), StringComparison.Ordinal)
                    .Replace("{requestId}", identity.ToString(), StringComparison.Ordinal);
                using var request = new HttpRequestMessage(new HttpMethod(method.Name.ToUpperInvariant()), Desk.Base + address);
                if (method.Value.TryGetProperty("requestBody", out _)) request.Content = JsonContent.Create(BodyFor(path.Name.Split('/')[^1]));
                using var answer = await stranger.SendAsync(request);
                Assert.True(answer.StatusCode == HttpStatusCode.NotFound, $"{method.Name} {path.Name}: {(int)answer.StatusCode}");
                tried++;
            }
        }

        Assert.True(tried >= 30, $"only {tried} operations");
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("coordinator", HttpStatusCode.Forbidden)]
    [InlineData("service", HttpStatusCode.Forbidden)]
    public async Task Only_handlers_work_on_signals(string? role, HttpStatusCode status)
    {
        using var caller = signals.Caller(role);
        using var list = await caller.GetAsync($"{Desk.Base}/signals");
        using var open = await caller.PostAsJsonAsync($"{Desk.Base}/signals/{Guid.NewGuid()}/open", new { purpose = "triage" });
        Assert.Equal((status, status), (list.StatusCode, open.StatusCode));
    }

    [Fact]
    public async Task Routing_is_set_by_a_coordinator_of_the_municipality_itself()
    {
        using var elsewhere = signals.Caller("coordinator", "GM0363");
        using var forbidden = await elsewhere.PutAsJsonAsync($"{Desk.Base}/municipalities/GM0344/routing", new { organisationId = Guid.NewGuid() });
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);

        using var coordinator = signals.Caller("coordinator", "GM0518");
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        await Desk.RouteAsync(signals, "GM0518", first);
        await Desk.RouteAsync(signals, "GM0518", first);
        using var without = await coordinator.PutAsJsonAsync($"{Desk.Base}/municipalities/GM0518/routing", new { organisationId = second });
        Assert.Equal(HttpStatusCode.PreconditionRequired, without.StatusCode);
        using var read = await coordinator.GetAsync($"{Desk.Base}/municipalities/GM0518/routing");
        coordinator.DefaultRequestHeaders.TryAddWithoutValidation("If-Match", read.Headers.ETag!.Tag);
        using var changed = await coordinator.PutAsJsonAsync($"{Desk.Base}/municipalities/GM0518/routing", new { organisationId = second });
        Assert.Equal((HttpStatusCode.OK, "\"2\""), (changed.StatusCode, changed.Headers.ETag?.Tag));
        using var late = await coordinator.PutAsJsonAsync($"{Desk.Base}/municipalities/GM0518/routing", new { organisationId = first });
        Assert.Equal(HttpStatusCode.PreconditionFailed, late.StatusCode);
    }

    [Fact]
    public async Task A_recipient_reference_gives_the_address_until_its_message_is_acknowledged()
    {
        var id = await Desk.ReceiveAsync();
        var notice = await signals.HearAsync<ReporterNoticeDue>(await Desk.RefOfAsync(id));
        var address = $"/signals/internal/recipients/{notice.RecipientRef}";
        using var mailer = signals.Caller("service");
        for (var i = 0; i < 2; i++)
        {
            using var found = await mailer.PostAsync(address, null);
            Assert.Equal("melder@voorbeeld.nl", (await found.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("email").GetString());
        }

        using var acknowledged = await mailer.PostAsync($"{address}/acknowledge", null);
        Assert.Equal(HttpStatusCode.NoContent, acknowledged.StatusCode);
        using var after = await mailer.PostAsync(address, null);
        Assert.Equal(HttpStatusCode.NotFound, after.StatusCode);
        using var stranger = await _handler.PostAsync(address, null);
        Assert.Equal(HttpStatusCode.Forbidden, stranger.StatusCode);
        Assert.Equal(2, await signals.ScalarAsync<long>("select count(*) from audit_log where signal_id = @id and role = 'service'", new { id }));
    }

    [Fact]
    public async Task A_recipient_reference_is_dead_after_72_hours()
    {
        var id = await Desk.ReceiveAsync();
        var notice = await signals.HearAsync<ReporterNoticeDue>(await Desk.RefOfAsync(id));
        await using (var connection = await signals.Db.OpenConnectionAsync())
            await connection.ExecuteAsync("update recipient set created_at = created_at - interval '72 hours' where ref = @ref", new { @ref = notice.RecipientRef });
        using var mailer = signals.Caller("service");
        using var answer = await mailer.PostAsync($"/signals/internal/recipients/{notice.RecipientRef}", null);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task What_is_personal_is_found_nowhere_outside_the_vault_after_a_whole_life()
    {
        var (spans, traces) = (new ConcurrentQueue<string>(), new ConcurrentQueue<Activity>());
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = a => spans.Enqueue($"{a.DisplayName} {string.Join(' ', a.TagObjects)} {string.Join(' ', a.Events.SelectMany(e => e.Tags))} {a.StatusDescription}"),
        };
        ActivitySource.AddActivityListener(listener);
        var canaries = Enumerable.Range(0, 17).Select(i => $"kanarie{i}x{Guid.NewGuid():N}").ToArray();
        await Desk.RouteAsync(signals);
        var receipt = await Desk.ReportAsync(signals, new
        {
            postcode = "3512 KX",
            neighbourhood = "BU03440111",
            worry = $"Ik zie {canaries[0]} niet meer.",
            reporterRole = "hairdressers",
            aboutWhom = "customer",
            wantsFeedback = true,
            card = new { key = "signs", version = "1.0.0", items = Ticked },
            reporter = new { name = canaries[1], email = $"{canaries[2]}@voorbeeld.nl", phone = canaries[3][..30] },
            subject = new { name = canaries[4], address = canaries[5], phone = canaries[6][..30], ageBand = "75-plus", description = canaries[7] },
        });
        var id = await Desk.IdOfAsync(signals, receipt);
        var eventRef = await Desk.RefOfAsync(id);
        await Desk.ApproveIdentityAsync(id);
        using (var opened = await OpenAsync(_handler, id, new { purpose = "triage", fields = AllFields }))
        {
            var text = await opened.Content.ReadAsStringAsync();
            foreach (var i in new[] { 0, 1, 2, 4, 5, 7 }) Assert.Contains(canaries[i], text, StringComparison.Ordinal);
        }

        await Desk.PostAsync(id, "messages", new { text = $"Weet u iets van {canaries[9]}?" });
        using (var reporter = signals.Caller())
        {
            reporter.DefaultRequestHeaders.Add("Receipt-Session", await Desk.SessionAsync(signals, receipt));
            using (await reporter.PostAsJsonAsync($"{Desk.Base}/reporter/messages", new { text = canaries[10] })) { }
            Assert.Contains(canaries[10], await reporter.GetStringAsync($"{Desk.Base}/reporter/messages"), StringComparison.Ordinal);
            using (await reporter.PutAsJsonAsync($"{Desk.Base}/reporter/contact", new { name = canaries[11], email = $"{canaries[12]}@voorbeeld.nl", phone = canaries[13][..30] })) { }
        }

        using (var started = await _handler.PostAsJsonAsync($"{Desk.Base}/outreach-rounds", new { municipality = "GM0344", kind = "other", fromDate = TimeProvider.System.Today(), untilDate = TimeProvider.System.Today() }))
        {
            var round = $"{Desk.Base}/outreach-rounds/{(await started.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid()}";
            using var planned = await _handler.PostAsJsonAsync($"{round}/visits", new { visits = new[] { new { address = canaries[14], name = canaries[15] } } });
            var visits = (await planned.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("ids").EnumerateArray().Select(v => v.GetGuid()).ToArray();
            using (var visited = await _handler.PostAsJsonAsync($"{round}/open", new { purpose = "visit", visits }))
                Assert.Contains(canaries[14], await visited.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            using (await _handler.PostAsJsonAsync($"{round}/visits/{visits[0]}/signal", new { worry = canaries[16] })) { }
        }

        await Desk.ReferAsync(id);
        await Desk.StepAsync(id, "start-service");
        await Desk.StepAsync(id, "close", new { outcome = "at-service", feedback = "send" });
        await signals.HearAsync<SignalClosed>(eventRef);
        var notice = await signals.Broker.HearAsync<ReporterNoticeDue>(n => n.SignalRef == eventRef && n.Template == "signal-closed");
        using (var mailer = signals.Caller("service"))
        using (var found = await mailer.PostAsync($"/signals/internal/recipients/{notice.RecipientRef}", null))
            Assert.Contains(canaries[12], await found.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        // A mistake must not give it away either.
        using (await _handler.ReportAsync(new { worry = canaries[8], municipality = canaries[8], bsn = canaries[8] })) { }
        using (await _handler.ReportAsync(new { worry = 1, reporter = canaries[8] })) { }

        var places = (await Desk.EveryRowAsync(signals))
            .Concat(signals.LogLines)
            .Concat(spans)
            .Concat(signals.Broker.Heard<IntegrationEvent>().Select(e => JsonSerializer.Serialize(e, e.GetType(), MessageJson.Options)))
            .ToList();
        Assert.Contains(places, p => p.StartsWith("signal_record:", StringComparison.Ordinal));
        Assert.NotEmpty(spans);
        var secrets = canaries.Select(c => c[..30]).Append(receipt).Append(receipt.Replace("-", "", StringComparison.Ordinal)).Append("3512 KX").ToList();
        foreach (var secret in secrets.Concat(secrets.Select(s => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(s)))))
            Assert.DoesNotContain(places, p => p.Contains(secret, StringComparison.OrdinalIgnoreCase));
    }

    private static Task<HttpResponseMessage> OpenAsync(HttpClient client, Guid id, object body) => client.PostAsJsonAsync($"{Desk.Base}/signals/{id}/open", body);

    private static object BodyFor(string last) => last switch
    {
        "open" => new { purpose = "triage" },
        "identity-requests" => new { reason = "safety" },
        "decision" => new { decision = "approved" },
        "messages" => new { text = "Wanneer zag u haar voor het laatst?" },
        "contact-attempts" => new { medium = "phone", result = "reached" },
        "consents" => new { purpose = "contact", givenBy = "subject", form = "oral" },
        "not-taken" => new { reason = "spam" },
        "propose-hand-over" or "hand-over" => new { to = "safe-at-home" },
        "resume-triage" => new { reason = "not-needed" },
        "reopen" => new { reason = "asked-again" },
        "notes" => new { kind = "other", text = "Gebeld." },
        "plan-contact" => new { legalBasis = "public-task" },
        "record-contact" => new { informed = "phone" },
        "refer" => new { serviceId = Guid.NewGuid() },
        "return-referral" => new { reason = "full" },
        "close" => new { outcome = "helped" },
        _ => new { },
    };

    private Task<long> CountAsync(string table) => signals.ScalarAsync<long>($"select count(*) from {table}");

    private Task<long> BrokenAsync() => signals.ScalarAsync<long>(BrokenSql);

    private const string BrokenSql = """
        select count(*) from (
            select a.hash <> audit_hash(a) as changed, a.seq <> row_number() over w as missing,
                   a.previous <> coalesce(lag(a.hash) over w, ''::bytea) as unchained
            from audit_log a where a.municipality = 'GM0344' window w as (partition by a.municipality order by a.seq)
        ) checked where changed or missing or unchained
        """;
}
