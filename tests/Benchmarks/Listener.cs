using Nabij.Messaging;
using RabbitMQ.Client;

namespace Nabij.Benchmarks;

/// <summary>Somebody listens, as always: an event that no queue takes would stay in the outbox, and keep those behind it there.</summary>
internal static class Listener
{
    /// <summary>A new, empty quorum queue that takes these events.</summary>
    public static async Task StartAsync(string queue, params IEnumerable<Type> events)
    {
        await using var broker = await new ConnectionFactory { Uri = new Uri(Settings.Get("NABIJ_BENCH_RABBITMQ")) }.CreateConnectionAsync();
        await using var channel = await broker.CreateChannelAsync();
        await channel.QueueDeleteAsync(queue);
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        foreach (var exchange in events.Select(WireName.Of))
        {
            await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
            await channel.QueueBindAsync(queue, exchange, "");
        }
    }
}
