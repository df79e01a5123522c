using System.Diagnostics;
using System.Text.Json;
using Nabij.Contracts;
using Npgsql;
using NpgsqlTypes;

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

    /// <summary>From so many on, one statement costs less than one for each.</summary>
    private const int Many = 32;

    /// <summary>One round trip, however many messages.</summary>
    public static async Task WriteAsync(NpgsqlConnection connection, IReadOnlyCollection<OutboxMessage> messages, CancellationToken ct)
    {
        if (messages.Count >= Many)
        {
            await WriteManyAsync(connection, messages, ct);
            return;
        }

        await using var batch = connection.CreateBatch();
        foreach (var message in messages)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(InsertSql)
            {
                Parameters =
                {
                    new NpgsqlParameter<Guid> { TypedValue = message.MessageId },
                    new NpgsqlParameter<string> { TypedValue = message.MessageType },
                    new NpgsqlParameter<string> { TypedValue = message.OrderingKey },
                    Text(message.Destination),
                    new NpgsqlParameter<byte[]> { TypedValue = message.Body },
                    Text(message.Traceparent),
                    new NpgsqlParameter<int> { TypedValue = message.DeliveryAttempt },
                    new NpgsqlParameter<TimeSpan> { TypedValue = message.Delay },
                },
            });
        }

        await batch.ExecuteNonQueryAsync(ct);
    }

    private static async Task WriteManyAsync(NpgsqlConnection connection, IReadOnlyCollection<OutboxMessage> messages, CancellationToken ct)
    {
        await using var insert = new NpgsqlCommand(InsertManySql, connection)
        {
            Parameters =
            {
                Array(messages, m => m.MessageId),
                Array(messages, m => m.MessageType),
                Array(messages, m => m.OrderingKey),
                Array(messages, m => m.Destination),
                Array(messages, m => m.Body),
                Array(messages, m => m.Traceparent),
                Array(messages, m => m.DeliveryAttempt),
                Array(messages, m => m.Delay),
            },
        };
        await insert.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlParameter<T[]> Array<T>(IReadOnlyCollection<OutboxMessage> messages, Func<OutboxMessage, T> of) => new() { TypedValue = [.. messages.Select(of)] };

    private static NpgsqlParameter Text(string? value) => new() { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)value ?? DBNull.Value };

    private const string InsertSql = """
        insert into outbox (message_id, message_type, ordering_key, destination, body, traceparent, delivery_attempt, available_at)
        values ($1, $2, $3, $4, $5, $6, $7, now() + $8)
        """;

    private const string InsertManySql = """
        insert into outbox (message_id, message_type, ordering_key, destination, body, traceparent, delivery_attempt, available_at)
        select id, type, key, destination, body, traceparent, attempt, now() + delay
        from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::text[], $7::int[], $8::interval[])
             with ordinality as m (id, type, key, destination, body, traceparent, attempt, delay, number)
        order by number
        """;
}
