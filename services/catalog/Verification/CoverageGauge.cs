using System.Diagnostics.Metrics;
using Nabij.Messaging;
using Npgsql;

namespace Nabij.Catalog.Verification;

/// <summary>The gauge <c>catalog.verification.coverage</c> (0..1) by municipality, of the meter <c>Nabij.catalog</c>; measured now and then.</summary>
internal sealed class CoverageGauge : Round
{
    private readonly NpgsqlDataSource _db;
    private readonly Meter _meter = new("Nabij.catalog");
    private volatile IReadOnlyList<Measurement<double>> _measured = [];

    public CoverageGauge(NpgsqlDataSource db, TimeProvider clock, ILogger<CoverageGauge> log) : base(TimeSpan.FromMinutes(15), clock, log)
    {
        _db = db;
        _meter.CreateObservableGauge("catalog.verification.coverage", () => _measured, "1", "Share of what is to be checked that was checked in time.");
    }

    /// <summary>Returns of how many municipalities there is something to check.</summary>
    public override async Task<int> RunAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var connection = await _db.OpenConnectionAsync(ct);
        var shares = await Coverage.ByMunicipalityAsync(connection, now, ct);
        _measured = [.. shares.Select(s => new Measurement<double>(s.Share, KeyValuePair.Create<string, object?>("nabij.municipality", s.Municipality)))];
        return _measured.Count;
    }

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }
}
