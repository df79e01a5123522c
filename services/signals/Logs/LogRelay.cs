using System.Diagnostics.Metrics;
using System.Net.Http.Headers;
using System.Text.Json;
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

    private const int Batch = 200;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2), LongestPause = TimeSpan.FromMinutes(5);

    private readonly UnitOfWorkFactory _works;
    private readonly IHttpClientFactory _clients;
    private readonly TimeProvider _clock;
    private readonly ILogger<LogRelay> _log;
    private readonly string? _endpoint;
    private readonly Meter _meter = new("Nabij.signals");
    private long _pending;

    public LogRelay(UnitOfWorkFactory works, IHttpClientFactory clients, IConfiguration configuration, IHostEnvironment environment, TimeProvider clock, ILogger<LogRelay> log)
    {
        (_works, _clients, _clock, _log, _endpoint) = (works, clients, clock, log, configuration["ProcessingLog:Endpoint"]);
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
                while (await RelayAsync(stoppingToken) == Batch) { }
                pause = Interval;
            }
            catch (Exception e) when (e is NpgsqlException or HttpRequestException or LogbookException or TaskCanceledException && !stoppingToken.IsCancellationRequested)
            {
                LogPostponed(e.GetType().Name);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }

            await Task.Delay(pause, _clock, stoppingToken);
        }
    }

    /// <summary>Sends the next lines. Returns how many were acknowledged.</summary>
    /// <exception cref="LogbookException">The logbook refused; what it acknowledged before that is remembered.</exception>
    public async Task<int> RelayAsync(CancellationToken ct)
    {
        await using var work = _works.Begin();
        if (!await work.QuerySingleAsync<bool>(TurnSql, ct: ct)) return 0;
        var lines = await work.QueryAsync<StoredLine>(NextSql, new { Batch }, ct);
        var acknowledged = new List<long>();
        LogbookException? refused = null;
        foreach (var municipality in lines.GroupBy(l => l.Municipality))
        {
            try
            {
                acknowledged.AddRange(await SendAsync(municipality.Key, [.. municipality], ct));
            }
            catch (LogbookException e)
            {
                refused = e;
            }
        }

        if (acknowledged.Count > 0) await work.ExecuteAsync(AcknowledgeSql, new { positions = acknowledged.ToArray() }, ct);
        await work.ExecuteAsync(AdvanceSql, ct: ct);
        _pending = await work.QuerySingleAsync<long>(PendingSql, ct: ct);
        await work.CommitAsync(ct);
        return refused is null ? acknowledged.Count : throw refused;
    }

    /// <summary>All at once, and one by one when some are refused: one bad line must not hold up the rest.</summary>
    private async Task<IEnumerable<long>> SendAsync(string municipality, IReadOnlyList<StoredLine> lines, CancellationToken ct)
    {
        if (await PostAsync(municipality, lines, ct)) return lines.Select(l => l.Position);
        if (lines.Count == 1) throw new LogbookException();
        var accepted = new List<long>();
        foreach (var line in lines) if (await PostAsync(municipality, [line], ct)) accepted.Add(line.Position);
        return accepted.Count > 0 ? accepted : throw new LogbookException();
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

    private const string TurnSql = "select pg_try_advisory_xact_lock(hashtextextended('log relay', 0))";

    private const string NextSql = """
        select p.position, p.trace_id, p.span_id, p.parent_span_id, p.status, p.name, p.start_time, p.end_time, p.resource::text as resource, p.attributes::text as attributes, p.municipality
        from processing_log p
        where p.position > (select upto from processing_log_relayed) and not exists (select from processing_log_acknowledged a where a.position = p.position)
        order by p.position limit @Batch
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
