using System.Diagnostics;
using System.Text.Json;
using Dapper;
using Nabij.Contracts;
using Npgsql;

namespace Nabij.Messaging.Outbox;

/// <summary>A message as it stands in the outbox. <see cref="Id"/> and <see cref="Attempts"/> count only for one that was read back.</summary>
internal sealed record OutboxMessage
{
    public long Id { get; init; }
    public required Guid MessageId { get; init; }
    public required string MessageType { get; init; }
    public required string OrderingKey { get; init; }
    public string? Destination { get; init; }
    public required byte[] Body { get; init; }
    public string? Traceparent { get; init; }
    public int DeliveryAttempt { get; init; } = 1;
    public int Attempts { get; init; }
    public TimeSpan Delay { get; init; }
}

internal sealed class OutboxWriter(EventTypes types, WakeUp wakeUp)
{
    public OutboxMessage ToMessage(IntegrationEvent message) => new()
    {
        MessageId = message.EventId,
        MessageType = types.NameOf(message.GetType()),
        OrderingKey = message.Subject,
        Body = JsonSerializer.SerializeToUtf8Bytes(message, message.GetType(), MessageJson.Options),
        Traceparent = Activity.Current?.Id,
    };

    public void Wake() => wakeUp.Signal();

    public static Task WriteAsync(NpgsqlConnection connection, List<OutboxMessage> messages, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition(InsertSql, new
        {
            ids = messages.ConvertAll(m => m.MessageId),
            types = messages.ConvertAll(m => m.MessageType),
            keys = messages.ConvertAll(m => m.OrderingKey),
            destinations = messages.ConvertAll(m => m.Destination),
            bodies = messages.ConvertAll(m => m.Body),
            traceparents = messages.ConvertAll(m => m.Traceparent),
            deliveryAttempts = messages.ConvertAll(m => m.DeliveryAttempt),
            delays = messages.ConvertAll(m => m.Delay.TotalSeconds),
        }, cancellationToken: ct));

    private const string InsertSql = """
        insert into outbox (message_id, message_type, ordering_key, destination, body, traceparent, delivery_attempt, available_at)
        select m.id, m.type, m.key, m.destination, m.body, m.traceparent, m.delivery_attempt, now() + make_interval(secs => m.delay)
        from unnest(@ids, @types, @keys, @destinations, @bodies, @traceparents, @deliveryAttempts, @delays)
             as m (id, type, key, destination, body, traceparent, delivery_attempt, delay)
        """;
}
