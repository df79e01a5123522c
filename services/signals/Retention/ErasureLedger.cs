using Dapper;
using Npgsql;

namespace Nabij.Signals.Retention;

/// <summary>What is destroyed: all of a signal, what leads to its reporter, or the addresses of a round of visits.</summary>
internal static class ErasureScope
{
    public const string Signal = "signal", Reporter = "reporter", Visits = "visits";
}

internal static class ErasureReason
{
    /// <summary>Its day has passed.</summary>
    public const string Retention = "retention";

    /// <summary>The person asked for it, and it was granted.</summary>
    public const string Request = "request";

    /// <summary>The reporter took it back.</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>It was destroyed before, and a restore brought it back.</summary>
    public const string Replay = "replay";
}

/// <param name="Signal">Its id; of visits, the id of the round.</param>
/// <param name="Scope">Of <see cref="ErasureScope"/>.</param>
/// <param name="Reason">Of <see cref="ErasureReason"/>.</param>
internal sealed record ErasureTask(Guid Signal, string Scope, string Reason);

/// <summary>
/// The erasure ledger, in a database of its own that no restore of the others takes back. It grows only: <c>started</c>, <c>done</c> once nothing can
/// be read any more, <c>removed</c> once the sealed bytes are gone too; or <c>cancelled</c> before anything was destroyed.
/// </summary>
internal sealed class ErasureLedger([FromKeyedServices(ErasureLedger.Database)] NpgsqlDataSource db)
{
    public const string Database = "signals_ledger";

    public const string Started = "started", Cancelled = "cancelled", Done = "done", Removed = "removed";

    /// <param name="copies">With <see cref="Done"/>: what was looked at, as JSON.</param>
    public async Task WriteAsync(ErasureTask task, string step, DateTimeOffset at, string? copies, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(InsertSql, new { task.Signal, task.Scope, task.Reason, step, at, copies }, cancellationToken: ct));
    }

    /// <summary>How far it is; null when it never began.</summary>
    public async Task<string?> LastStepAsync(ErasureTask task, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(LastSql, new { task.Signal, task.Scope }, cancellationToken: ct));
    }

    /// <summary>What began and did not end: the process died on the way.</summary>
    public async Task<IReadOnlyList<ErasureTask>> PendingAsync(int limit, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<ErasureTask>(new CommandDefinition(PendingSql, new { limit }, cancellationToken: ct))).AsList();
    }

    /// <summary>The next ones that were begun and not cancelled, in the order of their beginning.</summary>
    public async Task<IReadOnlyList<LedgerEntry>> ListAsync(long after, int limit, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<LedgerEntry>(new CommandDefinition(ListSql, new { after, limit }, cancellationToken: ct))).AsList();
    }

    private const string InsertSql = """
        insert into erasure (signal_id, scope, step, reason, copies, at) values (@Signal, @Scope, @step, @Reason, @copies::jsonb, @at)
        """;

    private const string LastSql = "select step from erasure where signal_id = @Signal and scope = @Scope order by position desc limit 1";

    private const string PendingSql = """
        select e.signal_id as signal, e.scope, e.reason from erasure e
        where e.step = 'started' and not exists (
            select from erasure l where l.signal_id = e.signal_id and l.scope = e.scope and l.position > e.position and l.step in ('cancelled', 'removed'))
        order by e.position limit @limit
        """;

    private const string ListSql = """
        select e.position, e.signal_id as signal, e.scope, e.at from erasure e
        where e.step = 'started' and e.position > @after and not exists (
            select from erasure l where l.signal_id = e.signal_id and l.scope = e.scope and l.position > e.position and l.step = 'cancelled')
        order by e.position limit @limit
        """;
}

internal sealed record LedgerEntry(long Position, Guid Signal, string Scope, DateTimeOffset At);
