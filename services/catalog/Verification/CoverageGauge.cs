using System.Diagnostics.Metrics;
using Npgsql;

namespace Nabij.Catalog.Verification;

/// <summary>The gauge <c>catalog.verification.coverage</c> (0..1) by municipality, of the meter <c>Nabij.catalog</c>; measured now and then.</summary>
internal sealed partial class CoverageGauge : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(15);

    private readonly NpgsqlDataSource _db;
    private readonly TimeProvider _clock;
    private readonly ILogger<CoverageGauge> _log;
    private readonly Meter _meter = new("Nabij.catalog");
    private volatile IReadOnlyList<Measurement<double>> _measured = [];

    public CoverageGauge(NpgsqlDataSource db, TimeProvider clock, ILogger<CoverageGauge> log)
    {
        (_db, _clock, _log) = (db, clock, log);
        _meter.CreateObservableGauge("catalog.verification.coverage", () => _measured, "1", "Share of what is to be checked that was checked in time.");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _clock);
        do
        {
            try
            {
                await MeasureAsync(stoppingToken);
            }
            catch (NpgsqlException e)
            {
                LogAway(e.SqlState);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    public async Task MeasureAsync(CancellationToken ct)
    {
        await using var connection = await _db.OpenConnectionAsync(ct);
        var shares = await Coverage.ByMunicipalityAsync(connection, _clock.GetUtcNow(), ct);
        _measured = [.. shares.Select(s => new Measurement<double>(s.Share, KeyValuePair.Create<string, object?>("nabij.municipality", s.Municipality)))];
    }

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    [LoggerMessage(LogLevel.Warning, "The coverage is measured again at the next turn: {SqlState}.")]
    private partial void LogAway(string? sqlState);
}
