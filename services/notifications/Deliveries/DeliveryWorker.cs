using System.Collections.Concurrent;
using Dapper;
using Npgsql;

namespace Nabij.Notifications.Deliveries;

/// <summary>
/// Serves every subscription with due deliveries in a lane of its own, so that a dead, slow or flooded sink holds up only itself. A lane sends one small
/// burst and ends; who is served next is drawn by lot.
/// </summary>
internal sealed partial class DeliveryWorker(
    NpgsqlDataSource db, DeliveryLane lane, WebhookOptions options, NotificationMetrics metrics, TimeProvider clock, ILogger<DeliveryWorker> log) : Worker(clock, log)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan MeasureEvery = TimeSpan.FromSeconds(10);

    private readonly WakeUp _wakeUp = new(clock);
    private readonly ConcurrentDictionary<Guid, Task> _lanes = [];
    private DateTimeOffset _measured;

    /// <summary>There may be something to deliver.</summary>
    public void Wake() => _wakeUp.Signal();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await base.ExecuteAsync(stoppingToken);
        // What is under way ends within its deadline; what does not is repeated by the next owner of its lease.
        await Task.WhenAll(_lanes.Values);
    }

    protected override async Task TurnAsync(CancellationToken ct)
    {
        await using (var connection = await db.OpenConnectionAsync(ct))
        {
            var args = new { now = Clock.GetUtcNow(), busy = _lanes.Keys.ToArray(), free = options.Lanes - _lanes.Count };
            foreach (var subscription in await connection.QueryAsync<Guid>(new CommandDefinition(DueSql, args, cancellationToken: ct))) Open(subscription);
            if (Clock.GetUtcNow() - _measured > MeasureEvery) await MeasureAsync(connection, ct);
        }

        await _wakeUp.WaitAsync(Poll, ct);
    }

    private void Open(Guid subscription)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _lanes[subscription] = done.Task;
        _ = Task.Run(async () =>
        {
            var served = false;
            try
            {
                served = await lane.ServeAsync(subscription);
            }
            catch (Exception e)
            {
                // The leases of the burst run out, and then it is repeated.
                LogLane(subscription, e.GetType().Name);
            }
            finally
            {
                _lanes.TryRemove(subscription, out _);
                if (served) _wakeUp.Signal();
                done.SetResult();
            }
        }, CancellationToken.None);
    }

    private async Task MeasureAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        (metrics.Due, metrics.OldestAge) = await connection.QuerySingleAsync<(long, double)>(new CommandDefinition(MeasureSql, cancellationToken: ct));
        _measured = Clock.GetUtcNow();
    }

    private const string DueSql = """
        select s.id
        from subscription s
        where s.state = 'active' and s.open_until <= @now and s.next_send_at <= @now and s.id <> all(@busy)
          and exists (select 1 from delivery d
                      where d.subscription_id = s.id and d.state = 'due' and d.due_at <= @now and d.leased_until <= @now)
        order by random()
        limit @free
        """;

    private const string MeasureSql = """
        select count(*), coalesce(extract(epoch from now() - min(e.logged_at)), 0)::float8
        from delivery d join event_log e using (position)
        where d.state = 'due'
        """;

    [LoggerMessage(LogLevel.Warning, "Deliveries of subscription {Subscription} were broken off ({Reason}) and will be repeated.")]
    private partial void LogLane(Guid subscription, string reason);
}
