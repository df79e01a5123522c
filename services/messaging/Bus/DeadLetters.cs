using System.Text;
using Nabij.Messaging.Inbox;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Nabij.Messaging.Bus;

/// <summary>A message that was given up.</summary>
/// <param name="Reason">Why it was given up; <c>delivery-limit</c> when the broker gave it up because consumers kept dying on it.</param>
public sealed record DeadLetter(string MessageId, string MessageType, string Reason, DateTimeOffset? FailedAt);

/// <summary>Lists what stands in a service's error queue, and in that for messages which no reaction hears, and returns it to the service's queue. For an operator, with the administrator's rights.</summary>
public sealed class DeadLetters(string broker, string service)
{
    /// <summary>At most <paramref name="limit"/> of each queue, oldest first.</summary>
    public async Task<IReadOnlyList<DeadLetter>> ListAsync(int limit = 1000, CancellationToken ct = default)
    {
        var list = new List<DeadLetter>();
        await WalkAsync(limit, message =>
        {
            list.Add(Describe(message));
            return Task.FromResult(false);
        }, ct);
        return list;
    }

    /// <summary>Returns the message with this id, or all when it is null, and says how many. A crash in between leaves it in both queues: the inbox handles it once.</summary>
    public async Task<int> ReplayAsync(string? messageId, CancellationToken ct = default)
    {
        var replayed = 0;
        await using var connection = await ConnectAsync(ct);
        await using var publish = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), ct);
        await WalkAsync(int.MaxValue, async message =>
        {
            if (messageId is not null && message.BasicProperties.MessageId != messageId) return false;
            await publish.BasicPublishAsync(service, "", mandatory: true, WithoutFault(message.BasicProperties), message.Body, ct);
            replayed++;
            return true;
        }, ct);
        return replayed;
    }

    /// <summary>Takes each message once; one that the visitor does not keep goes back when the channel closes.</summary>
    private async Task WalkAsync(int limit, Func<BasicDeliverEventArgs, Task<bool>> takes, CancellationToken ct)
    {
        await using var connection = await ConnectAsync(ct);
        foreach (var queue in new[] { Topology.ErrorQueue(service), Topology.SkippedQueue(service) }) await WalkAsync(connection, queue, limit, takes, ct);
    }

    private static async Task WalkAsync(IConnection connection, string queue, int limit, Func<BasicDeliverEventArgs, Task<bool>> takes, CancellationToken ct)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        var count = Math.Min((uint)Math.Min(limit, ushort.MaxValue), await channel.MessageCountAsync(queue, ct));
        if (count == 0) return;

        // Not basic.get: a queue with a single active consumer refuses it.
        var arrived = System.Threading.Channels.Channel.CreateUnbounded<BasicDeliverEventArgs>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) => await arrived.Writer.WriteAsync(Copy(delivery), ct);
        await channel.BasicQosAsync(0, (ushort)count, global: false, ct);
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer, ct);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bound.CancelAfter(TimeSpan.FromSeconds(10));
        for (var i = 0; i < count; i++)
        {
            var message = await arrived.Reader.ReadAsync(bound.Token);
            if (await takes(message)) await channel.BasicAckAsync(message.DeliveryTag, multiple: false, ct);
        }
    }

    /// <summary>The client takes the body's memory back when the event returns.</summary>
    private static BasicDeliverEventArgs Copy(BasicDeliverEventArgs d) =>
        new(d.ConsumerTag, d.DeliveryTag, d.Redelivered, d.Exchange, d.RoutingKey, d.BasicProperties, d.Body.ToArray(), d.CancellationToken);

    private Task<IConnection> ConnectAsync(CancellationToken ct) =>
        new ConnectionFactory { Uri = new Uri(broker), ClientProvidedName = $"{service} dead letters" }.CreateConnectionAsync(ct);

    private static DeadLetter Describe(BasicDeliverEventArgs message)
    {
        var headers = message.BasicProperties.Headers ?? new Dictionary<string, object?>();
        var failedAt = Header(headers, "MT-Fault-Timestamp");
        return new DeadLetter(
            message.BasicProperties.MessageId ?? "",
            MessageType(message.Body.Span),
            Reason(headers),
            DateTimeOffset.TryParse(failedAt, System.Globalization.CultureInfo.InvariantCulture, out var at) ? at : null);
    }

    /// <summary>Our own reason is safe to show; of a foreign exception only the type, for its text may quote the message.</summary>
    private static string Reason(IDictionary<string, object?> headers)
    {
        var type = Header(headers, "MT-Fault-ExceptionType");
        if (type is not null && type.EndsWith(nameof(DeadLetterException), StringComparison.Ordinal)) return Header(headers, "MT-Fault-Message") ?? type;
        return type ?? Header(headers, "x-first-death-reason") ?? Header(headers, "MT-Reason") ?? "unknown";
    }

    private static string MessageType(ReadOnlySpan<byte> body)
    {
        const string prefix = "urn:message:";
        var text = Encoding.UTF8.GetString(body);
        var start = text.IndexOf(prefix, StringComparison.Ordinal);
        var end = start < 0 ? -1 : text.IndexOf('"', start);
        return end < 0 ? "unreadable" : text[(start + prefix.Length)..end];
    }

    private static string? Header(IDictionary<string, object?> headers, string name) =>
        headers.TryGetValue(name, out var value) ? value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : value?.ToString() : null;

    private static BasicProperties WithoutFault(IReadOnlyBasicProperties properties) => new(properties)
    {
        Headers = properties.Headers?
            .Where(h => !h.Key.StartsWith("MT-Fault", StringComparison.Ordinal) && h.Key != "MT-Reason" && !h.Key.StartsWith("x-", StringComparison.Ordinal)
                        && h.Key != BrokerPublisher.AttemptHeader)
            .ToDictionary(h => h.Key, h => h.Value),
    };
}
