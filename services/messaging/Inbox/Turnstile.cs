using System.Runtime.CompilerServices;
using MassTransit;
using MassTransit.RabbitMqTransport;
using RabbitMQ.Client;

namespace Nabij.Messaging.Inbox;

/// <summary>
/// Keeps the order of the queue. The client hands deliveries to concurrent workers, which may overtake each other before a
/// message reaches its partition; here each waits until the delivery before it has passed. Delivery tags of a channel count 1, 2, 3 ...
/// </summary>
internal sealed class Turnstile
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, TaskCompletionSource> _waiting = [];
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ulong _next = 1;

    /// <summary>
    /// Ends when the channel is gone. Then nothing more of it is begun: the broker delivers it again, here or to the next consumer, and
    /// one message that is begun after another was left would overtake it.
    /// </summary>
    public Task Gone => _gone.Task;

    public Task WaitAsync(ulong tag)
    {
        lock (_lock)
        {
            if (Gone.IsCompleted) return Task.FromCanceled(new CancellationToken(canceled: true));
            if (tag <= _next) return Task.CompletedTask;
            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add(tag, turn);
            return turn.Task;
        }
    }

    /// <summary>Lets the delivery after this one through. A second call for the same tag does nothing.</summary>
    public void Pass(ulong tag)
    {
        TaskCompletionSource? turn;
        lock (_lock)
        {
            if (tag != _next) return;
            _next++;
            _waiting.Remove(_next, out turn);
        }

        turn?.SetResult();
    }

    public void Close()
    {
        TaskCompletionSource[] all;
        lock (_lock)
        {
            _gone.TrySetResult();
            all = [.. _waiting.Values];
            _waiting.Clear();
        }

        foreach (var turn in all) turn.SetCanceled(CancellationToken.None);
    }
}

/// <summary>One delivery's turn; the consumer calls <see cref="Pass"/> once the message stands in its partition.</summary>
internal sealed class Turn(Turnstile turnstile, ulong tag)
{
    public Task Gone => turnstile.Gone;

    public Task WaitAsync() => turnstile.WaitAsync(tag);

    public void Pass() => turnstile.Pass(tag);
}

/// <summary>
/// Stands before deserialisation, so that a message that cannot be read takes its turn too. At a stop it closes the channel before the
/// bus cancels its consumer: the broker then takes back what is under way, and only then makes the next consumer the active one. After a
/// mere cancel the next one would get later messages while this one is still busy with the earlier.
/// </summary>
internal sealed class TurnstileFilter : IFilter<ReceiveContext>, IReceiveEndpointObserver
{
    private readonly ConditionalWeakTable<IChannel, Turnstile> _turnstiles = [];
    private volatile Func<Task> _close = () => Task.CompletedTask;

    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        var channel = context.GetPayload<ChannelContext>().Channel;
        var turn = new Turn(_turnstiles.GetValue(channel, Watch), context.GetPayload<RabbitMqBasicConsumeContext>().DeliveryTag);
        context.AddOrUpdatePayload(() => turn, _ => turn);
        await turn.WaitAsync().WaitAsync(context.CancellationToken);
        try
        {
            await next.Send(context);
        }
        finally
        {
            turn.Pass();
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("turnstile");

    public Task Stopping(ReceiveEndpointStopping stopping) => _close();

    public Task Ready(ReceiveEndpointReady ready) => Task.CompletedTask;

    public Task Completed(ReceiveEndpointCompleted completed) => Task.CompletedTask;

    public Task Faulted(ReceiveEndpointFaulted faulted) => Task.CompletedTask;

    private Turnstile Watch(IChannel channel)
    {
        var turnstile = new Turnstile();
        channel.ChannelShutdownAsync += (_, _) =>
        {
            turnstile.Close();
            return Task.CompletedTask;
        };
        if (channel.IsClosed) turnstile.Close();

        // The client's close ends only when what is being handled has ended; the bus does not wait for that here.
        _close = () => turnstile.Gone.IsCompleted ? Task.CompletedTask : Task.WhenAny(turnstile.Gone, AbortAsync(channel));
        return turnstile;
    }

    private static async Task AbortAsync(IChannel channel)
    {
        try
        {
            await channel.AbortAsync();
        }
        catch (ObjectDisposedException)
        {
            // It is closed: the bus disposes of a channel that is shut, here before the client has put its things away.
        }
    }
}
