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
    private ulong _next = 1;
    private bool _closed;

    public Task WaitAsync(ulong tag)
    {
        lock (_lock)
        {
            if (tag <= _next || _closed) return Task.CompletedTask;
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

    /// <summary>The channel is gone: what still waits will be delivered again on the next one, so nobody waits here any longer.</summary>
    public void Close()
    {
        TaskCompletionSource[] all;
        lock (_lock)
        {
            _closed = true;
            all = [.. _waiting.Values];
            _waiting.Clear();
        }

        foreach (var turn in all) turn.SetResult();
    }
}

/// <summary>One delivery's turn; the consumer calls <see cref="Pass"/> once the message stands in its partition.</summary>
internal sealed class Turn(Turnstile turnstile, ulong tag)
{
    public Task WaitAsync() => turnstile.WaitAsync(tag);

    public void Pass() => turnstile.Pass(tag);
}

/// <summary>Stands before deserialisation, so that a message that cannot be read takes its turn too.</summary>
internal sealed class TurnstileFilter : IFilter<ReceiveContext>
{
    private readonly ConditionalWeakTable<IChannel, Turnstile> _turnstiles = [];

    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        var channel = context.GetPayload<ChannelContext>().Channel;
        var turn = new Turn(_turnstiles.GetValue(channel, Watch), context.GetPayload<RabbitMqBasicConsumeContext>().DeliveryTag);
        context.AddOrUpdatePayload(() => turn, _ => turn);
        await turn.WaitAsync();
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

    private static Turnstile Watch(IChannel channel)
    {
        var turnstile = new Turnstile();
        channel.ChannelShutdownAsync += (_, _) =>
        {
            turnstile.Close();
            return Task.CompletedTask;
        };
        if (channel.IsClosed) turnstile.Close();
        return turnstile;
    }
}
