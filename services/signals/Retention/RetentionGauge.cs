using System.Diagnostics.Metrics;
using Dapper;
using Nabij.Reference.Calendar;
using Npgsql;

namespace Nabij.Signals.Retention;

/// <summary>What should have been destroyed the night before last, or earlier, and is still there: a number that stays at 0 where all is well.</summary>
internal sealed class RetentionGauge : IDisposable
{
    private readonly NpgsqlDataSource _db;
    private readonly Meter _meter = new("Nabij.signals");
    private long _overdue;

    public RetentionGauge(NpgsqlDataSource db)
    {
        _db = db;
        _meter.CreateObservableGauge("signals.retention.overdue", () => _overdue, "{record}", "Signals, reporters' data and rounds of visits that were to be destroyed more than a night ago.");
    }

    public async Task<long> MeasureAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var connection = await _db.OpenConnectionAsync(ct);
        _overdue = await connection.ExecuteScalarAsync<long>(new CommandDefinition(Sql, new { day = DutchDay.Of(now).AddDays(-1) }, cancellationToken: ct));
        return _overdue;
    }

    public void Dispose() => _meter.Dispose();

    private const string Sql = $"select count(*) from ({RetentionDue.Sql}) d where d.held_by is null";
}
