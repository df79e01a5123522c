using System.Text;
using System.Text.Json;
using MassTransit;
using Nabij.Contracts;
using Nabij.Messaging.Inbox;

namespace Nabij.Messaging.Bus;

/// <summary>The consume half of the seam to MassTransit: hands a message to the inbox, and answers the broker when its transaction ended.</summary>
internal abstract class EventConsumer
{
    public abstract void Connect(IReceiveEndpointConfigurator endpoint, string messageType, InboxDispatcher inbox);

    public static EventConsumer For(Type eventType) =>
        (EventConsumer)Activator.CreateInstance(typeof(EventConsumer<>).MakeGenericType(eventType))!;
}

internal sealed class EventConsumer<TEvent> : EventConsumer where TEvent : IntegrationEvent
{
    private readonly HandlerChain _handlers = HandlerChain.For(typeof(TEvent));

    public override void Connect(IReceiveEndpointConfigurator endpoint, string messageType, InboxDispatcher inbox) =>
        endpoint.Handler<TEvent>(context =>
        {
            var turn = context.ReceiveContext.GetPayload<Turn>();
            var delivery = new Delivery(
                context.Message, messageType, _handlers, AttemptOf(context.Headers),
                TraceOf(context.Headers), () => MessageOf(context.ReceiveContext), turn.Gone);
            inbox.Dispatch(delivery);
            turn.Pass();
            return delivery.Completion.Task;
        });

    private static int AttemptOf(Headers headers) =>
        headers.TryGetHeader(BrokerPublisher.AttemptHeader, out var value) && int.TryParse(value.ToString(), out var attempt) ? Math.Max(1, attempt) : 1;

    private static string? TraceOf(Headers headers) =>
        headers.TryGetHeader(MessagingTelemetry.TraceHeader, out var value) ? value.ToString() : null;

    private static byte[] MessageOf(ReceiveContext context)
    {
        using var envelope = JsonDocument.Parse(context.GetBody());
        return Encoding.UTF8.GetBytes(envelope.RootElement.GetProperty("message").GetRawText());
    }
}
