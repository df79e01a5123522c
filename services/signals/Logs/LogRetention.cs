using Nabij.Messaging;
using Nabij.Signals.Retention;
using Npgsql;

namespace Nabij.Signals.Logs;

/// <summary>
/// Removes lines of both logs that were kept long enough, in small bites. The service itself may not delete from them: functions of the database do, and
/// keep what is younger than five years whatever they are asked. Replicas wait for each other.
/// </summary>
internal sealed class LogRetention(UnitOfWorkFactory works, NpgsqlDataSource db, LogRelay relay, RetentionOptions options, TimeProvider clock, ILogger<LogRetention> log)
    : Round(TimeSpan.FromHours(1), clock, log)
{
    private const int Batch = 1000;

    /// <summary>Returns how many lines were removed.</summary>
    public override async Task<int> RunAsync(DateTimeOffset now, CancellationToken ct)
    {
        var removed = 0L;
        for (long? after = long.MinValue; after is not null;)
        {
            var bite = await BiteAsync<Bite>(ProcessingSql, new { after, before = now - options.ProcessingLog, Batch, relay.HasLogbook }, ct);
            (after, removed) = (bite.Reached, removed + bite.Removed);
        }

        foreach (var municipality in await AuditChain.MunicipalitiesAsync(db, ct))
        {
            long bite;
            do
            {
                bite = await BiteAsync<long>(AuditSql, new { municipality, before = now - options.AuditLog, Batch }, ct);
                removed += bite;
            }
            while (bite == Batch);
        }

        return (int)removed;
    }

    private async Task<T> BiteAsync<T>(string sql, object args, CancellationToken ct)
    {
        await using var work = works.Begin();
        await work.ExecuteAsync(TurnSql, ct: ct);
        var bite = await work.QuerySingleAsync<T>(sql, args, ct);
        await work.CommitAsync(ct);
        return bite;
    }

    /// <param name="Reached">Where to go on; null when nothing older is left.</param>
    private sealed record Bite(long Removed, long? Reached);

    private const string TurnSql = "select pg_advisory_xact_lock(hashtextextended('log retention', 0))";

    private const string ProcessingSql = "select removed, reached from remove_processing_lines(@after, @before, @Batch, @HasLogbook)";

    private const string AuditSql = "select remove_audit_lines(@municipality, @before, @Batch)";
}
