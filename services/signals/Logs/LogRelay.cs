using System.Diagnostics.Metrics;
using System.Net.Http.Headers;
using System.Text.Json;
using Dapper;
using Nabij.Messaging;
using Npgsql;

namespace Nabij.Signals.Logs;

/// <summary>
/// Hands the lines of the processing log to the municipality's logbook by OTLP over HTTP, when <c>ProcessingLog:Endpoint</c> is set (<c>{municipality}</c> in it
/// becomes the CBS code). A line goes out with the trace and span id that it has, until it is acknowledged: at least once, and the logbook knows a line that
/// comes twice. One replica at a time.
/// </summary>
internal sealed partial class LogRelay : BackgroundService
{
    public const string Client = "logbook";

    /// <summary>Lines of a municipality that go out together, and lines of a turn.</summary>
    private const int Batch = 200, Most = 2000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2), LongestPause = TimeSpan.FromMinutes(5);

    private readonly NpgsqlDataSource _db;
    private readonly UnitOfWorkFactory _works;
    private readonly IHttpClientFactory _clients;
    private readonly TimeProvider _clock;
    private readonly ILogger<LogRelay> _log;
    private readonly string? _endpoint;
    private readonly Meter _meter = new("Nabij.signals");
    private long _pending;

    public LogRelay(NpgsqlDataSource db, UnitOfWorkFactory works, IHttpClientFactory clients, IConfiguration configuration, IHostEnvironment environment, TimeProvider clock,
        ILogger<LogRelay> log)
    {
        (_db, _works, _clients, _clock, _log, _endpoint) = (db, works, clients, clock, log, configuration["ProcessingLog:Endpoint"]);
        if (_endpoint is null) return;
        if (!Uri.TryCreate(AddressFor("GM0000"), UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttps && !environment.IsDevelopment()))
            throw new InvalidOperationException("ProcessingLog:Endpoint must be an https address: the standard asks for TLS.");
        _meter.CreateObservableGauge("signals.processing_log.pending", () => _pending, "{line}", "Lines that the logbook has not acknowledged.");
    }

    /// <summary>There is somewhere to hand the lines to.</summary>
    public bool HasLogbook => _endpoint is not null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!HasLogbook) return;
        var pause = Interval;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // More than a batch waits: go on at once.
                while (await RelayAsync(stoppingToken) >= Batch) { }
                pause = Interval;
            }
            catch (Exception e) when (e is NpgsqlException || IsOfLogbook(e, stoppingToken))
            {
                LogPostponed(e.GetType().Name);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }

            await Task.Delay(pause, _clock, stoppingToken);
        }
    }

    /// <summary>Sends the next lines. Returns how many were acknowledged.</summary>
    /// <exception cref="LogbookException">A logbook took none of its lines; what this and others acknowledged is remembered.</exception>
    /// <exception cref="HttpRequestException">A logbook was not reached; likewise.</exception>
    public async Task<int> RelayAsync(CancellationToken ct)
    {
        // The turn is the session's: no transaction stays open while a logbook takes its time.
        await using var turn = await _db.OpenConnectionAsync(ct);
        if (!await turn.ExecuteScalarAsync<bool>(new CommandDefinition(TurnSql, cancellationToken: ct))) return 0;
        var lines = (await turn.QueryAsync<StoredLine>(new CommandDefinition(NextSql, new { Batch, Most }, cancellationToken: ct))).AsList();
        var acknowledged = 0;
        Exception? failure = null;
        foreach (var municipality in lines.GroupBy(l => l.Municipality))
        {
            var accepted = new List<long>();
            try
            {
                await SendAsync(municipality.Key, [.. municipality], accepted, ct);
                if (accepted.Count == 0) throw new LogbookException();
            }
            catch (Exception e) when (IsOfLogbook(e, ct))
            {
                failure = e;
            }

            await turn.ExecuteAsync(new CommandDefinition(AcknowledgeSql, new { positions = accepted.ToArray() }, cancellationToken: ct));
            acknowledged += accepted.Count;
        }

        await using var work = _works.Begin();
        await work.ExecuteAsync(AdvanceSql, ct: ct);
        _pending = await work.QuerySingleAsync<long>(PendingSql, ct: ct);
        await work.CommitAsync(ct);
        await turn.ExecuteAsync(new CommandDefinition(EndTurnSql, cancellationToken: ct));
        return failure is null ? acknowledged : throw failure;
    }

    private static bool IsOfLogbook(Exception e, CancellationToken stopping) =>
        e is HttpRequestException or LogbookException || (e is TaskCanceledException && !stopping.IsCancellationRequested);

    /// <summary>All at once, and by halves when some are refused: one bad line must not hold up the rest.</summary>
    private async Task SendAsync(string municipality, StoredLine[] lines, List<long> accepted, CancellationToken ct)
    {
        if (await PostAsync(municipality, lines, ct))
        {
            accepted.AddRange(lines.Select(l => l.Position));
        }
        else if (lines.Length > 1)
        {
            await SendAsync(municipality, lines[..(lines.Length / 2)], accepted, ct);
            await SendAsync(municipality, lines[(lines.Length / 2)..], accepted, ct);
        }
    }

    /// <summary>False when the logbook says that it did not take all of them.</summary>
    private async Task<bool> PostAsync(string municipality, IReadOnlyList<StoredLine> lines, CancellationToken ct)
    {
        using var content = new ByteArrayContent(OtlpJson.Write(lines));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await _clients.CreateClient(Client).PostAsync(AddressFor(municipality), content, ct);
        if (answer.StatusCode == System.Net.HttpStatusCode.BadRequest) return false;
        answer.EnsureSuccessStatusCode();
        return !OtlpJson.SaysRejected(await answer.Content.ReadAsByteArrayAsync(ct));
    }

    private string AddressFor(string municipality) => _endpoint!.Replace("{municipality}", municipality, StringComparison.Ordinal);

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    [LoggerMessage(LogLevel.Warning, "The logbook is not reached, or refuses ({Reason}); its lines wait.")]
    private partial void LogPostponed(string reason);

    // Whoever dies with it loses it with the connection.
    private const string TurnSql = "select pg_try_advisory_lock(hashtextextended('log relay', 0))";

    private const string EndTurnSql = "select pg_advisory_unlock(hashtextextended('log relay', 0))";

    // A municipality whose lines wait takes no turn from another.
    private const string NextSql = """
        with waiting as (
            select p.position, row_number() over (partition by p.municipality order by p.position) as place
            from processing_log p
            where p.position > (select upto from processing_log_relayed) and not exists (select from processing_log_acknowledged a where a.position = p.position)
        )
        select p.position, p.trace_id, p.span_id, p.parent_span_id, p.status, p.name, p.start_time, p.end_time, p.resource::text as resource, p.attributes::text as attributes, p.municipality
        from waiting w join processing_log p using (position)
        where w.place <= @Batch
        order by w.place, w.position limit @Most
        """;

    private const string AcknowledgeSql = "insert into processing_log_acknowledged (position) select unnest(@positions) on conflict do nothing";

    // A line may still appear below one that is there, for as long as a transaction can last; after ten minutes none can. See KeySweep.
    private const string AdvanceSql = """
        with settled as (
            select coalesce(
                (select min(p.position) - 1 from processing_log p where p.position > (select upto from processing_log_relayed)
                    and (p.recorded_at > now() - interval '10 minutes' or not exists (select from processing_log_acknowledged a where a.position = p.position))),
                (select max(position) from processing_log_acknowledged)) as upto
        ), advanced as (
            update processing_log_relayed r set upto = s.upto from settled s where s.upto > r.upto returning r.upto
        )
        delete from processing_log_acknowledged a using advanced d where a.position <= d.upto
        """;

    private const string PendingSql = """
        select count(*) from processing_log p
        where p.position > (select upto from processing_log_relayed) and not exists (select from processing_log_acknowledged a where a.position = p.position)
        """;
}

/// <summary>The logbook did not take a line.</summary>
internal sealed class LogbookException() : Exception("The logbook does not take a line.");

internal sealed record StoredLine
{
    public long Position { get; init; }
    public string TraceId { get; init; } = "";
    public string SpanId { get; init; } = "";
    public string? ParentSpanId { get; init; }
    public string Status { get; init; } = "";
    public string Name { get; init; } = "";
    public long StartTime { get; init; }
    public long EndTime { get; init; }
    public string Resource { get; init; } = "";
    public string Attributes { get; init; } = "";
    public string Municipality { get; init; } = "";

    public Dictionary<string, string> AttributeMap => JsonSerializer.Deserialize<Dictionary<string, string>>(Attributes)!;

    public ResourceOfLine ResourceOf => JsonSerializer.Deserialize<ResourceOfLine>(Resource, JsonSerializerOptions.Web)!;
}

internal sealed record ResourceOfLine(Dictionary<string, string> Attributes);
