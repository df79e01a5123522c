using Dapper;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nabij.Messaging.Bus;
using Npgsql;

namespace Nabij.Messaging.Outbox;

/// <summary>
/// Sends what stands in the outbox: claim a batch, publish it with confirms, one lane per ordering key and the lanes side by side,
/// delete what the broker confirmed. Each replica has one, and one at a time has the turn: the lock lasts as long as the transaction of its
/// batch, so a replica that dies gives it up, and none can overtake another. While the broker or the database is away it loses nothing.
/// </summary>
internal sealed partial class OutboxRelay(
    NpgsqlDataSource db, BrokerPublisher publisher, WakeUp wakeUp, MessagingOptions options, MessagingMetrics metrics, TimeProvider clock,
    ILogger<OutboxRelay> log) : BackgroundService
{
    private const int BatchSize = 500;

    /// <summary>A lane with more messages goes on in the next batch, so that one busy aggregate does not hold up the others.</summary>
    private const int LaneLength = 32;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken ct)
    {
        var failures = 0;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                var sent = await RelayBatchAsync(ct);
                failures = 0;
                if (sent is null) await Task.Delay(Poll, clock, ct);
                else if (sent == 0) await wakeUp.WaitAsync(Poll, clock, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The broker or the database is away. Nothing is lost: what was not confirmed still stands in the table.
                failures++;
                LogAway(options.Service, SafeReason.Of(e), failures);
                metrics.RelayFailed();
                await Task.Delay(Backoff(failures), clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Returns how many messages left the table; null when another replica has the turn.</summary>
    private async Task<int?> RelayBatchAsync(CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (!await connection.ExecuteScalarAsync<bool>(new CommandDefinition(TurnSql, transaction: transaction, cancellationToken: ct))) return null;

        // A statement of its own, after the turn was taken: it must see what the one before has done.
        var batch = (await connection.QueryAsync<OutboxMessage>(
            new CommandDefinition(ClaimSql, new { BatchSize }, transaction, cancellationToken: ct))).AsList();
        if (batch.Count == 0) return 0;

        // Not ct: a batch that was started is finished, or a stop would send it a second time at the next start.
        using var timeout = new CancellationTokenSource(options.SendTimeout, clock);
        var lanes = await Task.WhenAll(batch.GroupBy(m => m.OrderingKey).Select(lane => SendLaneAsync(lane.Take(LaneLength), timeout.Token)));

        var sent = lanes.SelectMany(l => l.Sent).ToArray();
        if (sent.Length > 0)
        {
            await connection.ExecuteAsync(new CommandDefinition(DeleteSql, new { sent }, transaction));
            metrics.Published(sent.Length);
        }

        foreach (var (message, reason) in lanes.Where(l => l.Unroutable is not null).Select(l => l.Unroutable!.Value))
        {
            var park = message.Attempts + 1 >= options.RelayAttempts;
            LogUnroutable(message.MessageType, message.MessageId, park);
            await connection.ExecuteAsync(new CommandDefinition(FailSql,
                new { message.Id, reason, park, delay = Backoff(message.Attempts + 1).TotalSeconds }, transaction));
        }

        await transaction.CommitAsync(CancellationToken.None);

        // Only now: what was confirmed is out of the table, whatever happened to the rest.
        var broken = lanes.FirstOrDefault(l => l.Broken is not null)?.Broken;
        if (broken is not null && sent.Length == 0) throw broken;
        return sent.Length;
    }

    private async Task<LaneResult> SendLaneAsync(IEnumerable<OutboxMessage> lane, CancellationToken ct)
    {
        var sent = new List<long>();
        foreach (var message in lane)
        {
            using var activity = MessagingTelemetry.Send(message);
            try
            {
                await publisher.PublishAsync(message, ct);
                sent.Add(message.Id);
            }
            catch (MessageReturnedException e)
            {
                activity.Fail(e);
                return new LaneResult(sent, (message, e.Message), null);
            }
            catch (Exception e)
            {
                activity.Fail(e);
                return new LaneResult(sent, null, e);
            }
        }

        return new LaneResult(sent, null, null);
    }

    private static TimeSpan Backoff(int attempt)
    {
        var ceiling = Math.Min(LongestPause.TotalMilliseconds, 100 * Math.Pow(2, Math.Min(attempt, 10)));
        return TimeSpan.FromMilliseconds(ceiling * (0.5 + Random.Shared.NextDouble() / 2));
    }

    private sealed record LaneResult(List<long> Sent, (OutboxMessage Message, string Reason)? Unroutable, Exception? Broken);

    // 474080242026 is "nabij". The setting holds for this transaction: the statistics are nearly always those of an empty table, and a
    // plan made for one reads the whole table again for every row of a backlog, and is kept. Without sequential scans the indexes serve.
    private const string TurnSql = """
        select pg_try_advisory_xact_lock(474080242026) from set_config('enable_seqscan', 'off', true)
        """;

    // A message that failed stops its lane, and only its lane, until it has gone or a person has acted.
    private const string ClaimSql = """
        select id, message_id as messageId, message_type as messageType, ordering_key as orderingKey, destination, body, traceparent,
               delivery_attempt as deliveryAttempt, attempts
        from outbox o
        where available_at <= now()
          and not exists (select 1 from outbox f
                          where f.attempts > 0 and f.ordering_key = o.ordering_key and f.id < o.id and f.available_at > now())
        order by id
        limit @BatchSize
        for update skip locked
        """;

    private const string DeleteSql = "delete from outbox where id = any(@sent)";

    private const string FailSql = """
        update outbox
        set attempts = attempts + 1, last_error = @reason,
            available_at = case when @park then 'infinity' else now() + make_interval(secs => @delay) end
        where id = @Id
        """;

    [LoggerMessage(LogLevel.Warning, "The outbox relay of {Service} waits for the broker or the database ({Reason}, {Failures} in a row).")]
    private partial void LogAway(string service, string reason, int failures);

    [LoggerMessage(LogLevel.Error, "No queue takes {MessageType} {MessageId}; parked: {Parked}.")]
    private partial void LogUnroutable(string messageType, Guid messageId, bool parked);
}
