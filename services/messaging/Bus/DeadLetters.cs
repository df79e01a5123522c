using System.Text;
using RabbitMQ.Client;

namespace Nabij.Messaging.Bus;

/// <summary>A message in an error queue.</summary>
/// <param name="Reason">Why it was given up; <c>delivery-limit</c> when the broker gave it up because consumers kept dying on it.</param>
public sealed record DeadLetter(string MessageId, string MessageType, string Reason, DateTimeOffset? FailedAt);

/// <summary>Lists what stands in a service's error queue, and returns it to the service's queue. For an operator, with the administrator's rights.</summary>
public sealed class DeadLetters(string broker, string service)
{
    /// <summary>At most <paramref name="limit"/>, oldest first.</summary>
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
    private async Task WalkAsync(int limit, Func<BasicGetResult, Task<bool>> takes, CancellationToken ct)
    {
        await using var connection = await ConnectAsync(ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        var queue = Topology.ErrorQueue(service);
        var count = Math.Min(limit, await channel.MessageCountAsync(queue, ct));
        for (var i = 0; i < count; i++)
        {
            if (await channel.BasicGetAsync(queue, autoAck: false, ct) is not { } message) return;
            if (await takes(message)) await channel.BasicAckAsync(message.DeliveryTag, multiple: false, ct);
        }
    }

    private Task<IConnection> ConnectAsync(CancellationToken ct) =>
        new ConnectionFactory { Uri = new Uri(broker), ClientProvidedName = $"{service} dead letters" }.CreateConnectionAsync(ct);

    private static DeadLetter Describe(BasicGetResult message)
    {
        var headers = message.BasicProperties.Headers ?? new Dictionary<string, object?>();
        var failedAt = Header(headers, "MT-Fault-Timestamp");
        return new DeadLetter(
            message.BasicProperties.MessageId ?? "",
            MessageType(message.Body.Span),
            Header(headers, "MT-Fault-Message") ?? Header(headers, "x-first-death-reason") ?? "unknown",
            DateTimeOffset.TryParse(failedAt, System.Globalization.CultureInfo.InvariantCulture, out var at) ? at : null);
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
            .Where(h => !h.Key.StartsWith("MT-Fault", StringComparison.Ordinal) && !h.Key.StartsWith("x-", StringComparison.Ordinal)
                        && h.Key != BrokerPublisher.AttemptHeader)
            .ToDictionary(h => h.Key, h => h.Value),
    };
}
