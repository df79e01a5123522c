using Nabij.Messaging;
using Nabij.Notifications.EventLog;
using Nabij.Notifications.Subscriptions;

namespace Nabij.Notifications.Deliveries;

/// <summary>
/// Follows the log and makes a delivery of each event for each subscription that wants it. Deliveries and the position go in one transaction, under a
/// lock that one replica holds: none is lost and none is made twice.
/// </summary>
internal sealed class FanOut(UnitOfWorkFactory works, LogTail tail, DeliveryWorker deliveries, TimeProvider clock, ILogger<FanOut> log) : Worker(clock, log)
{
    private const int Batch = 500;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private long _position;

    protected override async Task TurnAsync(CancellationToken ct)
    {
        await tail.WaitBeyondAsync(_position, Poll, ct);
        await using var work = works.Begin();
        if (await work.QuerySingleOrDefaultAsync<long?>(LockSql, ct: ct) is not { } position)
        {
            await work.RollbackAsync(ct);
            await Task.Delay(Poll, Clock, ct); // another replica does it
            return;
        }

        var events = await work.QueryAsync<LoggedEvent>(EventsSql, new { position, Batch }, ct);
        if (events.Count == 0)
        {
            _position = position;
            return;
        }

        // Read after the events: whoever subscribed before one of them was logged is seen.
        var subscriptions = await work.QueryAsync<Subscription>(SubscriptionsSql, ct: ct);
        var wanted = (from e in events from s in subscriptions where s.Wants(e) select (Subscription: s.Id, e.Position)).ToList();
        if (wanted.Count > 0)
        {
            await work.ExecuteAsync(InsertSql, new
            {
                subscriptions = wanted.ConvertAll(w => w.Subscription),
                positions = wanted.ConvertAll(w => w.Position),
                now = Clock.GetUtcNow(),
            }, ct);
        }

        await work.ExecuteAsync(MoveSql, new { position = events[^1].Position }, ct);
        await work.CommitAsync(ct);
        _position = events[^1].Position;
        if (wanted.Count > 0) deliveries.Wake();
    }

    private const string LockSql = "select position from fan_out where id = 1 for update skip locked";

    private const string EventsSql = $"select {LoggedEvent.Columns} from event_log e where e.position > @position order by e.position limit @Batch";

    private const string SubscriptionsSql = $"select {Subscription.Columns} from subscription s where s.state <> 'disabled'";

    // The join leaves out what was deleted meanwhile.
    private const string InsertSql = """
        insert into delivery (subscription_id, position, due_at)
        select s.id, w.position, @now
        from unnest(@subscriptions, @positions) as w (subscription_id, position) join subscription s on s.id = w.subscription_id
        on conflict do nothing
        """;

    private const string MoveSql = "update fan_out set position = @position where id = 1";
}
