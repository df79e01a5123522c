using Nabij.Messaging;
using Nabij.Signals.Retention;

namespace Nabij.Signals.Rights;

/// <summary>
/// Removes requests that were decided long enough ago, in small bites. One that still has an effect stays: as long as a signal that it is about is restricted, or
/// under a legal hold. Replicas wait for each other.
/// </summary>
internal sealed class RequestRetention(UnitOfWorkFactory works, RetentionOptions options, TimeProvider clock, ILogger<RequestRetention> log) : Round(TimeSpan.FromHours(1), clock, log)
{
    private const int Batch = 200;

    /// <summary>Returns how many requests were removed.</summary>
    public override async Task<int> RunAsync(DateTimeOffset now, CancellationToken ct)
    {
        var (removed, bite) = (0, 0);
        do
        {
            await using var work = works.Begin();
            await work.ExecuteAsync(TurnSql, ct: ct);
            bite = await work.ExecuteAsync(RemoveSql, new { before = now - options.RightsRequests, Batch }, ct);
            await work.CommitAsync(ct);
            removed += bite;
        }
        while (bite == Batch);
        return removed;
    }

    private const string TurnSql = "select pg_advisory_xact_lock(hashtextextended('request retention', 0))";

    private const string RemoveSql = """
        with old as (
            select r.id from rights_request r
            where greatest(r.decided_at, r.lifted_at) < @before and not exists (
                select from rights_request_signal l join signal s on s.id = l.signal_id
                where l.request_id = r.id and (s.restricted_at is not null or s.hold_reason is not null))
            order by r.decided_at limit @Batch for update of r
        ), unlinked as (
            delete from rights_request_signal l using old where l.request_id = old.id
        )
        delete from rights_request r using old where r.id = old.id
        """;
}
