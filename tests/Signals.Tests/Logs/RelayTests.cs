using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Nabij.Signals.Logs;

namespace Signals.Tests;

/// <summary>The lines on their way to the municipality's logbook, which answers as it likes.</summary>
public sealed class RelayTests(SignalsFixture signals) : IAsyncLifetime
{
    private readonly ConcurrentQueue<(string Path, JsonElement Body)> _received = new();
    private WebApplication _logbook = null!;
    private string? _down;
    private Func<JsonElement, (HttpStatusCode Status, string Body)> _answer = _ => (HttpStatusCode.OK, "{}");

    private Desk Desk => new(signals, signals.Handler());

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _logbook = builder.Build();
        _logbook.MapPost("/{**path}", async (string path, HttpRequest request) =>
        {
            var body = (await JsonDocument.ParseAsync(request.Body)).RootElement.Clone();
            if (_down is { } down && path.StartsWith(down, StringComparison.Ordinal)) return Results.StatusCode(503);
            var (status, text) = _answer(body);
            if (status == HttpStatusCode.OK) _received.Enqueue((path, body));
            return Results.Text(text, "application/json", statusCode: (int)status);
        });
        await _logbook.StartAsync();
    }

    public ValueTask DisposeAsync() => _logbook.DisposeAsync();

    [Fact]
    public async Task Every_line_reaches_the_logbook_once_acknowledged_with_the_ids_that_it_has()
    {
        var relay = Relay();
        await DrainAsync(relay);
        _received.Clear();
        var id = await Desk.ReceiveAsync();
        using (await Desk.OpenAsync(id)) { }
        await DrainAsync(relay);

        var sent = Spans().ToList();
        await using var connection = await signals.Db.OpenConnectionAsync();
        var lines = (await connection.QueryAsync<(string Trace, string Span, string? Parent, long Start, string Name)>(
            "select trace_id, span_id, parent_span_id, start_time, name from processing_log order by position desc limit @count", new { count = sent.Count })).ToList();
        Assert.True(sent.Count >= 4);
        foreach (var line in lines)
        {
            var span = Assert.Single(sent, s => s.GetProperty("spanId").GetString() == line.Span);
            Assert.Equal((line.Trace, line.Name), (span.GetProperty("traceId").GetString()!, span.GetProperty("name").GetString()!));
            Assert.Equal(line.Parent ?? "", span.GetProperty("parentSpanId").GetString());
            Assert.Equal($"{line.Start}000000", span.GetProperty("startTimeUnixNano").GetString());
            Assert.Contains(span.GetProperty("attributes").EnumerateArray(), a => a.GetProperty("key").GetString() == "dpl.core.processing_activity_id");
        }

        Assert.All(_received, r => Assert.Equal("GM0344/v1/traces", r.Path));
        _received.Clear();
        Assert.Equal(0, await relay.RelayAsync(CancellationToken.None));
        Assert.Empty(_received);
    }

    [Fact]
    public async Task While_the_logbook_is_away_lines_wait_and_then_all_of_them_go()
    {
        var relay = Relay();
        await DrainAsync(relay);
        _received.Clear();
        await Desk.ReceiveAsync();
        _answer = _ => (HttpStatusCode.ServiceUnavailable, "");
        await Assert.ThrowsAsync<HttpRequestException>(() => relay.RelayAsync(CancellationToken.None));
        Assert.Empty(_received);
        _answer = _ => (HttpStatusCode.OK, "{}");
        // Another replica takes over: what was acknowledged stands in the database.
        Assert.True(await Relay().RelayAsync(CancellationToken.None) >= 3);
        Assert.True(Spans().Count() >= 3);
    }

    [Fact]
    public async Task A_line_that_the_logbook_rejects_does_not_hold_up_the_others_and_is_tried_again()
    {
        var relay = Relay();
        await DrainAsync(relay);
        _received.Clear();
        await Desk.ReceiveAsync();
        var bad = await signals.ScalarAsync<string>("select span_id from processing_log order by position desc limit 1");
        _answer = body => body.GetRawText().Contains(bad!, StringComparison.Ordinal)
            ? (HttpStatusCode.OK, """{"partialSuccess":{"rejectedSpans":"1"}}""")
            : (HttpStatusCode.OK, "{}");
        Assert.True(await relay.RelayAsync(CancellationToken.None) >= 2);
        await Assert.ThrowsAsync<LogbookException>(() => relay.RelayAsync(CancellationToken.None));
        _answer = _ => (HttpStatusCode.OK, """{"partialSuccess":{}}""");
        Assert.Equal(1, await relay.RelayAsync(CancellationToken.None));
        Assert.Equal(0, await relay.RelayAsync(CancellationToken.None));
    }

    /// <summary>Not even a turn that is full of its lines.</summary>
    [Fact]
    public async Task A_logbook_that_is_away_holds_up_no_other_and_no_transaction_stays_open_while_one_is_slow()
    {
        var relay = Relay();
        await DrainAsync(relay);
        _received.Clear();
        await using var connection = await signals.Db.OpenConnectionAsync();
        await connection.ExecuteAsync("""
            insert into processing_log (trace_id, span_id, parent_span_id, status, name, start_time, end_time, resource, attributes, municipality)
            select p.trace_id, md5(n::text || random()::text)::varchar(16), null, p.status, p.name, p.start_time, p.end_time, p.resource, p.attributes, 'GM0014'
            from (select * from processing_log order by position desc limit 1) p cross join generate_series(1, 2100) n
            """);
        await Desk.ReceiveAsync();
        long? open = null;
        _answer = body =>
        {
            using var look = signals.Db.OpenConnection();
            open = look.ExecuteScalar<long>("select count(*) from pg_stat_activity where state = 'idle in transaction' and query like '%from processing_log p%'");
            return (HttpStatusCode.OK, "{}");
        };
        _down = "GM0014";
        await Assert.ThrowsAsync<HttpRequestException>(() => relay.RelayAsync(CancellationToken.None));
        Assert.Equal(["GM0344/v1/traces"], _received.Select(r => r.Path).Distinct());
        Assert.Equal(0, open);
        Assert.True(Spans().Count() >= 3);
        _down = null;
        await DrainAsync(relay);
        Assert.Equal(2100, _received.Where(r => r.Path.StartsWith("GM0014", StringComparison.Ordinal))
            .Sum(r => r.Body.GetProperty("resourceSpans").EnumerateArray().Sum(s => s.GetProperty("scopeSpans").EnumerateArray().Sum(p => p.GetProperty("spans").GetArrayLength()))));
    }

    [Fact]
    public async Task Acknowledgements_are_taken_together_and_nothing_is_passed_over()
    {
        var relay = Relay();
        await Desk.ReceiveAsync();
        await DrainAsync(relay);
        // As if it were long ago: no transaction of then can still be open.
        await using var connection = await signals.Db.OpenConnectionAsync();
        await connection.ExecuteAsync("update processing_log set recorded_at = recorded_at - interval '11 minutes'");
        var late = await connection.ExecuteScalarAsync<long>("select max(position) from processing_log");
        await relay.RelayAsync(CancellationToken.None);
        Assert.Equal(late, await connection.ExecuteScalarAsync<long>("select upto from processing_log_relayed"));
        Assert.Equal(0, await connection.ExecuteScalarAsync<long>("select count(*) from processing_log_acknowledged"));
        await Desk.ReceiveAsync();
        Assert.True(await relay.RelayAsync(CancellationToken.None) >= 3);
    }

    [Fact]
    public void Without_https_it_does_not_start_outside_development()
    {
        var environment = new Environment { EnvironmentName = "Production" };
        var refused = Assert.Throws<InvalidOperationException>(() => Relay("http://logboek.example/v1/traces", environment));
        Assert.Contains("https", refused.Message, StringComparison.Ordinal);
        using var fine = Relay("https://logboek.example/v1/traces", environment);
    }

    private LogRelay Relay(string? endpoint = null, Microsoft.Extensions.Hosting.IHostEnvironment? environment = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("ProcessingLog:Endpoint", endpoint ?? _logbook.Urls.First() + "/{municipality}/v1/traces")]).Build();
        object[] given = environment is null ? [configuration] : [configuration, environment];
        return ActivatorUtilities.CreateInstance<LogRelay>(signals.Services, given);
    }

    private static async Task DrainAsync(LogRelay relay)
    {
        for (var rounds = 0; await relay.RelayAsync(CancellationToken.None) > 0; rounds++) Assert.True(rounds < 100, "The lines come again and again.");
    }

    private IEnumerable<JsonElement> Spans() => _received.SelectMany(r => r.Body.GetProperty("resourceSpans").EnumerateArray())
        .SelectMany(r => r.GetProperty("scopeSpans").EnumerateArray()).SelectMany(s => s.GetProperty("spans").EnumerateArray());

    private sealed class Environment : Microsoft.Extensions.Hosting.IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "";
        public string ApplicationName { get; set; } = "";
        public string ContentRootPath { get; set; } = "";
        public Microsoft.Extensions.FileProviders.IFileProvider ContentRootFileProvider { get; set; } = null!;
    }
}
