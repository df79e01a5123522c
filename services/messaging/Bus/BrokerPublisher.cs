using System.Buffers;
using System.Diagnostics;
using System.Net.Mime;
using System.Text.Json;
using MassTransit;
using Nabij.Messaging.Outbox;

namespace Nabij.Messaging.Bus;

/// <summary>
/// The publish half of the seam to MassTransit. It sends the bytes that were stored, in MassTransit's envelope, mandatory and
/// confirmed: a message that no queue takes is an error here, and not gone.
/// </summary>
internal sealed class BrokerPublisher(IBus bus)
{
    public const string AttemptHeader = "nabij-attempt";

    public async Task PublishAsync(OutboxMessage message, CancellationToken ct)
    {
        var endpoint = await bus.GetSendEndpoint(new Uri($"exchange:{message.Destination ?? message.MessageType}"));
        await endpoint.Send(message, new StoredMessagePipe(message), ct);
    }

    private sealed class StoredMessagePipe(OutboxMessage message) : IPipe<SendContext<OutboxMessage>>
    {
        public Task Send(SendContext<OutboxMessage> context)
        {
            context.MessageId = message.MessageId;
            context.Serializer = new StoredMessageSerializer(message);
            if ((Activity.Current?.Id ?? message.Traceparent) is { } trace) context.Headers.Set(MessagingTelemetry.TraceHeader, trace);
            if (message.DeliveryAttempt > 1) context.Headers.Set(AttemptHeader, message.DeliveryAttempt);
            if (context.TryGetPayload(out RabbitMqSendContext? rabbit)) rabbit.Mandatory = true;
            return Task.CompletedTask;
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("storedMessage");
    }

    private sealed class StoredMessageSerializer(OutboxMessage message) : IMessageSerializer
    {
        public ContentType ContentType { get; } = new("application/vnd.masstransit+json");

        public MessageBody GetMessageBody<T>(SendContext<T> context) where T : class
        {
            var buffer = new ArrayBufferWriter<byte>(message.Body.Length + 512);
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartObject();
                json.WriteString("messageId", message.MessageId);
                json.WriteString("conversationId", message.MessageId);
                json.WriteStartArray("messageType");
                json.WriteStringValue($"urn:message:{message.MessageType}");
                json.WriteEndArray();
                json.WritePropertyName("message");
                json.WriteRawValue(message.Body);
                json.WriteStartObject("headers");
                foreach (var header in context.Headers.GetAll()) json.WriteString(header.Key, header.Value.ToString());
                json.WriteEndObject();
                json.WriteEndObject();
            }

            return new BytesMessageBody(buffer.WrittenSpan.ToArray());
        }
    }
}
