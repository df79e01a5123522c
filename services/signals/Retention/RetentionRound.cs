using System.Security.Cryptography;
using Nabij.Messaging;
using Nabij.Reference.Calendar;

namespace Nabij.Signals.Retention;

/// <summary>
/// Destroys what is due, each night after two, and the first time after a start later in the day. What was granted to somebody who asked, and what died on
/// its way, is taken up every quarter of an hour. One replica at a time.
/// </summary>
internal sealed partial class RetentionRound(Erasure erasure, ErasureLedger ledger, UnitOfWorkFactory works, RetentionGauge gauge, TimeProvider clock,
    ILogger<RetentionRound> log) : Round(TimeSpan.FromMinutes(15), clock, log)
{
    private const int Batch = 200, Hours = 2;

    private DateOnly _lastNight;

    /// <summary>All of it once a night, and what was left between. Returns how many signals, reporters and rounds of visits were destroyed.</summary>
    public override async Task<int> RunAsync(DateTimeOffset now, CancellationToken ct)
    {
        var night = DutchDay.Of(now);
        int erased;
        if (now < DutchDay.BeginOf(night).AddHours(Hours) || night == _lastNight)
        {
            erased = await ResumeAsync(ct);
        }
        else
        {
            erased = await RunNightAsync(now, ct);
            _lastNight = night;
        }

        await gauge.MeasureAsync(now, ct);
        return erased;
    }

    /// <summary>All of it, as of a moment. Returns how many signals, reporters and rounds of visits were destroyed.</summary>
    public async Task<int> RunNightAsync(DateTimeOffset now, CancellationToken ct)
    {
        var day = DutchDay.Of(now);
        var erased = await ResumeAsync(ct);
        await using (var work = works.Begin())
        {
            await work.ExecuteAsync(RetentionDue.GraceSql, new { day }, ct);
            await work.CommitAsync(ct);
        }

        IReadOnlyList<DueItem> due;
        for (var after = Guid.Empty; ; after = due[^1].Id)
        {
            due = await DueAsync(day, after, ct);
            foreach (var item in due) erased += await EraseAsync(new ErasureTask(item.Id, item.Scope, ErasureReason.Retention), ct);
            if (due.Count < Batch) return erased;
        }
    }

    /// <summary>What was begun, and what was granted.</summary>
    public async Task<int> ResumeAsync(CancellationToken ct)
    {
        var erased = 0;
        foreach (var task in await ledger.PendingAsync(Batch, ct)) erased += await EraseAsync(task, ct);
        await using var work = works.Begin();
        var orders = await work.QueryAsync<ErasureTask>(OrdersSql, new { Batch }, ct);
        await work.RollbackAsync(ct);
        foreach (var order in orders) erased += await EraseAsync(order, ct);
        return erased;
    }

    private async Task<IReadOnlyList<DueItem>> DueAsync(DateOnly day, Guid after, CancellationToken ct)
    {
        await using var work = works.Begin();
        return await work.QueryAsync<DueItem>(DueSql, new { day, after, Batch }, ct);
    }

    /// <summary>Within a transaction that holds the turn: another replica waits for the next time.</summary>
    private async Task<int> EraseAsync(ErasureTask task, CancellationToken ct)
    {
        await using var turn = works.Begin();
        if (!await turn.QuerySingleAsync<bool>(TurnSql, ct: ct)) return 0;
        try
        {
            return await erasure.EraseAsync(task, ct) ? 1 : 0;
        }
        catch (Exception e) when (e is ErasureNotVerifiedException or CryptographicException)
        {
            // One that cannot be destroyed yet must not keep the others.
            LogNotErased(e.Message);
            return 0;
        }
    }

    [LoggerMessage(LogLevel.Error, "{What} It is tried again in a quarter of an hour.")]
    private partial void LogNotErased(string what);

    private const string TurnSql = "select pg_try_advisory_xact_lock(hashtextextended('retention round', 0))";

    private const string OrdersSql = """
        select o.signal_id as signal, o.scope, 'request' as reason from erasure_order o join signal s on s.id = o.signal_id
        where s.hold_reason is null order by o.ordered_at, o.signal_id limit @Batch
        """;

    private const string DueSql = $"""
        select d.* from ({RetentionDue.Sql}) d where d.held_by is null and d.id > @after order by d.id limit @Batch
        """;
}
