using Nabij.Contracts;
using Nabij.Messaging.Outbox;

namespace Nabij.Messaging.Inbox;

/// <summary>A message on its way through the inbox. <see cref="Completion"/> ends with its transaction, and then the broker hears of it.</summary>
/// <param name="Gone">Ends when the channel on which it came is gone, and with it the chance to answer.</param>
internal sealed record Delivery(
    IntegrationEvent Message, string MessageType, HandlerChain Handlers, int Attempt, string? Traceparent, Func<byte[]> Body, Task Gone)
{
    public TaskCompletionSource Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The same message, to come back to this service after a while. It is not part of its aggregate's lane any more.</summary>
    public OutboxMessage Again(string service, TimeSpan delay) => new()
    {
        MessageId = Message.EventId,
        MessageType = MessageType,
        OrderingKey = $"retry {Message.EventId}",
        Destination = service,
        Body = Body(),
        Traceparent = Traceparent,
        DeliveryAttempt = Attempt + 1,
        Delay = delay * (1 + Random.Shared.NextDouble() / 4),
    };
}

/// <summary>The message cannot be handled; the error queue takes it with this as the reason.</summary>
internal sealed class DeadLetterException(string reason) : Exception(reason);
