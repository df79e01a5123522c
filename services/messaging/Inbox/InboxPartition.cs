using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Nabij.Messaging.Bus;
using Npgsql;

namespace Nabij.Messaging.Inbox;

/// <summary>
/// Handles the messages of its aggregates one after the other. What has gathered while the last transaction ran shares the next one;
/// if that fails they go one by one, so that a bad message spoils only itself.
/// </summary>
internal sealed partial class InboxPartition(
    UnitOfWorkFactory works, IServiceScopeFactory scopes, MessagingOptions options, MessagingMetrics metrics, TimeProvider clock,
    ILogger log)
{
    private readonly Channel<Delivery> _deliveries = Channel.CreateUnbounded<Delivery>(new UnboundedChannelOptions { SingleReader = true });

    public void Enqueue(Delivery delivery)
    {
        // After the stop: no answer, for the bus moves a cancelled message to the error queue while its channel is open.
        if (!_deliveries.Writer.TryWrite(delivery)) delivery.Gone.ContinueWith(_ => Leave(delivery), TaskScheduler.Default);
    }

    /// <summary>Ends after <see cref="Complete"/>, when all that was taken in is done.</summary>
    public async Task RunAsync()
    {
        var batch = new List<Delivery>(options.InboxBatch);
        while (await _deliveries.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < options.InboxBatch && _deliveries.Reader.TryRead(out var delivery))
            {
                if (delivery.Gone.IsCompleted) Leave(delivery);
                else batch.Add(delivery);
            }

            if (batch.Count == 0 || await TryTogetherAsync(batch)) continue;
            foreach (var delivery in batch) await AloneAsync(delivery);
        }
    }

    public void Complete() => _deliveries.Writer.TryComplete();

    private async Task<bool> TryTogetherAsync(List<Delivery> batch)
    {
        try
        {
            await HandleAsync(batch);
        }
        catch (Exception e)
        {
            LogAlone(options.Service, batch.Count, SafeReason.Of(e));
            return false;
        }

        foreach (var delivery in batch) delivery.Completion.SetResult();
        return true;
    }

    /// <summary>Until it is handled, given up, or gone: then it is neither handled nor failed, and the broker delivers it again.</summary>
    private async Task AloneAsync(Delivery delivery)
    {
        for (int away = 0, failed = 0; !delivery.Gone.IsCompleted;)
        {
            TimeSpan pause;
            try
            {
                await HandleAsync([delivery]);
                delivery.Completion.SetResult();
                return;
            }
            catch (Exception e) when (IsTransient(e))
            {
                // The database is away: the message is good, so it waits here, and keeps its aggregate's order, for as long as it takes.
                LogDatabaseAway(options.Service, SafeReason.Of(e));
                pause = AwayPause(++away);
            }
            catch (Exception e) when (failed < options.Retries.Length)
            {
                metrics.Retried();
                LogRetry(delivery.MessageType, delivery.Message.EventId, SafeReason.Of(e));
                pause = options.Retries[failed++];
            }
            catch (Exception e)
            {
                if (await TryGiveUpAsync(delivery, e)) return;
                pause = AwayPause(++away);
            }

            await Task.WhenAny(Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), clock), delivery.Gone);
        }

        Leave(delivery);
    }

    private static void Leave(Delivery delivery) => delivery.Completion.SetCanceled(CancellationToken.None);

    /// <summary>False when not even that can be written down now.</summary>
    private async Task<bool> TryGiveUpAsync(Delivery delivery, Exception error)
    {
        if (delivery.Attempt <= options.DelayedRetries.Length)
        {
            try
            {
                await using var work = works.Begin();
                work.Add(delivery.Again(options.Service, options.DelayedRetries[delivery.Attempt - 1]));
                await work.CommitAsync(CancellationToken.None);
                delivery.Completion.SetResult();
                return true;
            }
            catch (Exception e)
            {
                LogDatabaseAway(options.Service, SafeReason.Of(e));
                return false;
            }
        }

        metrics.DeadLettered();
        LogDeadLetter(delivery.MessageType, delivery.Message.EventId, delivery.Attempt, SafeReason.Of(error));
        delivery.Completion.SetException(new DeadLetterException(SafeReason.Of(error)));
        return true;
    }

    private async Task HandleAsync(List<Delivery> batch)
    {
        using var activity = batch.Count == 1
            ? MessagingTelemetry.Process(batch[0], options.Service)
            : MessagingTelemetry.ProcessBatch(batch, options.Service);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await using var work = works.Begin();

            var ids = batch.ConvertAll(d => d.Message.EventId);
            var unseen = (await work.QueryAsync<Guid>(RememberSql, new { ids }, CancellationToken.None)).ToHashSet();
            var fresh = batch.FindAll(d => unseen.Remove(d.Message.EventId));
            foreach (var delivery in fresh)
            {
                using var handling = batch.Count == 1 ? null : MessagingTelemetry.Process(delivery, options.Service);
                await delivery.Handlers.HandleAsync(scope.ServiceProvider, delivery.Message, work, CancellationToken.None);
            }

            await work.CommitAsync(CancellationToken.None);
            foreach (var delivery in fresh) metrics.Handled(clock.GetUtcNow() - delivery.Message.OccurredAt);
            metrics.Duplicates(batch.Count - fresh.Count);
        }
        catch (Exception e)
        {
            activity.Fail(e);
            throw;
        }
    }

    private static TimeSpan AwayPause(int failures) => TimeSpan.FromMilliseconds(Math.Min(5000, 100 * Math.Pow(2, Math.Min(failures, 6))));

    private static bool IsTransient(Exception e) => e switch
    {
        // A statement that takes too long does so again.
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => false,
        PostgresException { SqlState: var state } => state[..2] is "08" or "53" or "57" or "40" || state == PostgresErrorCodes.LockNotAvailable,
        NpgsqlException => true,
        _ => false,
    };

    // Also right within one batch: a message that stands in it twice is remembered, and handled, once.
    private const string RememberSql = """
        insert into inbox (message_id) select unnest(@ids) on conflict do nothing returning message_id
        """;

    [LoggerMessage(LogLevel.Warning, "{Service} handles {Count} messages one by one after {Reason}.")]
    private partial void LogAlone(string service, int count, string reason);

    [LoggerMessage(LogLevel.Warning, "{Service} waits for its database ({Reason}).")]
    private partial void LogDatabaseAway(string service, string reason);

    [LoggerMessage(LogLevel.Warning, "{MessageType} {MessageId} failed and is tried again: {Reason}.")]
    private partial void LogRetry(string messageType, Guid messageId, string reason);

    [LoggerMessage(LogLevel.Error, "{MessageType} {MessageId} goes to the error queue after delivery {Attempt}: {Reason}.")]
    private partial void LogDeadLetter(string messageType, Guid messageId, int attempt, string reason);
}
