using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dapper;
using Nabij.Signals;

namespace Signals.Tests;

/// <summary>Both logs, read by who may.</summary>
public sealed class LogTests(SignalsFixture signals)
{
    private readonly HttpClient _handler = signals.Handler();
    private readonly HttpClient _officer = signals.Officer();

    private Desk Desk => new(signals, _handler);

    [Fact]
    public async Task The_processing_log_is_read_by_trace_activity_or_person_in_the_terms_of_the_standard()
    {
        var (trace, id) = await OpenTracedAsync();
        var lines = await ReadAsync(_officer, $$"""{"traceId":"{{trace}}"}""");
        var items = lines.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(2, items.Count);
        var child = items.Single(i => i.GetProperty("attributes").TryGetProperty("dpl.core.data_subject_id", out _));
        var parent = items.Single(i => i.GetProperty("spanId").GetString() != child.GetProperty("spanId").GetString());
        Assert.Equal(parent.GetProperty("spanId").GetString(), child.GetProperty("parentSpanId").GetString());
        Assert.Equal(trace, child.GetProperty("traceId").GetString());
        Assert.Matches("^[0-9a-f]{16}$", child.GetProperty("spanId").GetString());
        Assert.Equal("signals", child.GetProperty("resource").GetProperty("attributes").GetProperty("service.name").GetString());
        Assert.Equal("Unset", child.GetProperty("status").GetString());
        Assert.Equal("signaal bekijken voor triage", child.GetProperty("name").GetString());

        // The schema of the extension calls it a uuid.
        Assert.Equal(2, (await ReadAsync(_officer, $$"""{"traceId":"{{Guid.Parse(trace)}}"}""")).GetProperty("total").GetInt32());
        var person = child.GetProperty("attributes").GetProperty("dpl.core.data_subject_id").GetString();
        Assert.True((await ReadAsync(_officer, $$"""{"dpl.core.data_subject_id":"{{person}}"}""")).GetProperty("total").GetInt32() >= 2);
        var activity = child.GetProperty("attributes").GetProperty("dpl.core.processing_activity_id").GetString();
        Assert.True((await ReadAsync(_officer, $$"""{"dpl.core.processing_activity_id":"{{activity}}"}""")).GetProperty("total").GetInt32() >= 2);
        var start = child.GetProperty("startTime").GetInt64();
        Assert.Equal(0, (await ReadAsync(_officer, $$"""{"traceId":"{{trace}}","startTime":{{start + 60000}}}""")).GetProperty("total").GetInt32());
        Assert.Equal(2, (await ReadAsync(_officer, $$"""{"traceId":"{{trace}}","startTime":{{start}}}""")).GetProperty("total").GetInt32());
        Assert.NotEqual(Guid.Empty, id);
    }

    /// <summary>Whatever shows or changes data of a person is refused when it cannot be logged.</summary>
    [Theory]
    [InlineData("processing_log")]
    [InlineData("audit_log")]
    public async Task With_a_log_away_no_right_is_carried_out_and_no_log_is_read(string log)
    {
        var id = await Desk.ReceiveAsync();
        using var second = signals.Officer(subject: "second-officer");
        var request = await FileAsync("access");
        var rectification = await FileAsync("rectification");
        foreach (var path in new[] { $"{request}/signals", $"{rectification}/signals" })
            using (var linked = await _officer.PostAsJsonAsync(path, new { signalId = id })) Assert.Equal(HttpStatusCode.NoContent, linked.StatusCode);
        using (await _officer.PostAsJsonAsync($"{request}/export", new { })) { }
        using (await second.PostAsync($"{request}/export/approve", null)) { }
        await using var connection = await signals.Db.OpenConnectionAsync();
        await connection.ExecuteAsync($"revoke insert on {log} from signals_app");
        try
        {
            foreach (var (path, body) in new (string, object)[]
            {
                ($"{request}/search", new { phone = "0612345678" }), ($"{request}/export/open", new { }), ($"{Desk.Base}/signals/{id}/open", new { purpose = "rights" }),
                ($"{rectification}/rectify", new { signalId = id, subject = new { name = "Anders" } }), ($"{Desk.Base}/privacy/processing-activities", new { traceId = Guid.NewGuid().ToString("N") }),
            })
            {
                using var answer = path.EndsWith("export/open", StringComparison.Ordinal) ? await _officer.PostAsync(path, null) : await _officer.PostAsJsonAsync(path, body);
                Assert.Equal((path, HttpStatusCode.ServiceUnavailable), (path, answer.StatusCode));
                Assert.DoesNotContain("Voorbeeld", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }
        }
        finally
        {
            await connection.ExecuteAsync($"grant insert on {log} to signals_app");
        }

        using var opened = await Desk.OpenAsync(id);
        Assert.Contains("Mevrouw Voorbeeld", await opened.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"startTime":1}""")]
    [InlineData("""{"traceId":"zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"}""")]
    [InlineData("""{"traceId":"00"}""")]
    public async Task To_read_everything_is_refused(string body)
    {
        using var answer = await PostAsync(_officer, body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task The_logs_are_the_municipality_s_own_officer_s_and_to_read_them_is_logged()
    {
        var (trace, id) = await OpenTracedAsync();
        using var elsewhere = signals.Officer("GM0363");
        Assert.Equal(0, (await ReadAsync(elsewhere, $$"""{"traceId":"{{trace}}"}""")).GetProperty("total").GetInt32());
        foreach (var path in new[] { "audit-log", "audit-log/verification" })
        {
            using var foreign = await elsewhere.GetAsync($"{Desk.Base}/privacy/{path}?municipality=GM0344");
            Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
            using var handler = await _handler.GetAsync($"{Desk.Base}/privacy/{path}?municipality=GM0344");
            Assert.Equal(HttpStatusCode.Forbidden, handler.StatusCode);
            using var whose = await _officer.GetAsync($"{Desk.Base}/privacy/{path}");
            Assert.Equal(HttpStatusCode.BadRequest, whose.StatusCode);
        }

        using (var handler = await PostAsync(_handler, $$"""{"traceId":"{{trace}}"}""")) Assert.Equal(HttpStatusCode.Forbidden, handler.StatusCode);
        await ReadAsync(_officer, $$"""{"traceId":"{{trace}}"}""");
        var entries = (await _officer.GetFromJsonAsync<JsonElement>($"{Desk.Base}/privacy/audit-log?municipality=GM0344&signal={id}")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal("open", entries[0].GetProperty("action").GetString());
        Assert.Equal(trace, entries[0].GetProperty("traceId").GetString());
        var looked = await _officer.GetFromJsonAsync<JsonElement>($"{Desk.Base}/privacy/audit-log?municipality=GM0344&action=read-processing-log");
        Assert.True(looked.GetProperty("total").GetInt32() >= 1);
        Assert.True(await signals.ScalarAsync<long>("select count(*) from processing_log where name = 'logboek inzien'") >= 1);
    }

    [Fact]
    public async Task A_changed_or_missing_entry_is_seen_by_the_officer_and_by_the_operator()
    {
        var id = await Desk.ReceiveAsync();
        using (await Desk.OpenAsync(id)) { }
        using (await Desk.OpenAsync(id)) { }
        var intact = await VerifyAsync("");
        Assert.True(intact.GetProperty("intact").GetBoolean());
        var (seq, hash) = (intact.GetProperty("headSeq").GetInt64(), intact.GetProperty("headHash").GetString());
        Assert.True((await VerifyAsync($"&seq={seq}&hash={hash}")).GetProperty("intact").GetBoolean());
        Assert.Equal(0, await CommandAsync());

        await using var connection = await signals.Db.OpenConnectionAsync();
        await connection.ExecuteAsync("update audit_log set actor = actor || '!' where signal_id = @id", new { id });
        var changed = await VerifyAsync("");
        Assert.False(changed.GetProperty("intact").GetBoolean());
        Assert.Equal(await signals.ScalarAsync<long>("select min(seq) from audit_log where signal_id = @id", new { id }), changed.GetProperty("firstBroken").GetInt64());
        Assert.Equal(1, await CommandAsync());
        await connection.ExecuteAsync("update audit_log set actor = rtrim(actor, '!') where signal_id = @id", new { id });

        // The end cut off: the chain holds, and who kept its head knows.
        await connection.ExecuteAsync("create temp table kept as select * from audit_log where municipality = 'GM0344' and seq = @seq", new { seq });
        await connection.ExecuteAsync("delete from audit_log where municipality = 'GM0344' and seq = @seq", new { seq });
        var cut = await VerifyAsync("");
        Assert.True(cut.GetProperty("intact").GetBoolean());
        var known = await VerifyAsync($"&seq={seq}&hash={hash}");
        Assert.False(known.GetProperty("headIsKnown").GetBoolean());
        await connection.ExecuteAsync("alter table audit_log disable trigger audit_chain; insert into audit_log select * from kept; alter table audit_log enable trigger audit_chain");
        Assert.True((await VerifyAsync("")).GetProperty("intact").GetBoolean());
    }

    /// <summary>By a client that asks for no trace: it is logged all the same.</summary>
    private async Task<(string Trace, Guid Id)> OpenTracedAsync()
    {
        var id = await Desk.ReceiveAsync();
        var trace = Guid.NewGuid().ToString("N");
        using var client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = _handler.BaseAddress };
        client.DefaultRequestHeaders.Authorization = _handler.DefaultRequestHeaders.Authorization;
        client.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-00");
        using var answer = await new Desk(signals, client).OpenAsync(id);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (trace, id);
    }

    private async Task<string> FileAsync(string kind)
    {
        using var answer = await _officer.PostAsJsonAsync($"{Desk.Base}/privacy/requests",
            new { municipality = "GM0344", kind, about = "subject", reference = $"Z-{Random.Shared.Next()}", identityCheck = "in-person" });
        return answer.Headers.Location!.OriginalString;
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string body) =>
        client.PostAsync($"{Desk.Base}/privacy/processing-activities?pageSize=100", new StringContent(body, Encoding.UTF8, "application/json"));

    private static async Task<JsonElement> ReadAsync(HttpClient client, string body)
    {
        using var answer = await PostAsync(client, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    private Task<JsonElement> VerifyAsync(string query) => _officer.GetFromJsonAsync<JsonElement>($"{Desk.Base}/privacy/audit-log/verification?municipality=GM0344{query}");

    private async Task<int> CommandAsync()
    {
        using var output = new StringWriter();
        return await PrivacyCommands.RunAsync(signals.Services, ["verify-audit"], output);
    }
}
