using RabbitMQ.Client;

namespace Nabij.Messaging.Bus;

/// <summary>
/// What one service needs on the broker: an exchange for each event that it publishes or hears, its queue with the exchange of the
/// same name before it, its error queue, and the bindings. Declared by the administrator before the service starts, so that nothing
/// is published into the void. Limits and dead-lettering are policies, not arguments, for the error queue would inherit arguments.
/// </summary>
internal static class Topology
{
    /// <summary>Quorum for safety; one active consumer, so that order holds with several replicas.</summary>
    public static readonly IReadOnlyDictionary<string, object?> QueueArguments = new Dictionary<string, object?>
    {
        ["x-queue-type"] = "quorum",
        ["x-single-active-consumer"] = true,
    };

    public static string ErrorQueue(string service) => $"{service}_error";

    public static string SkippedQueue(string service) => $"{service}_skipped";

    public static async Task DeployAsync(string broker, string service, IReadOnlyCollection<string> published,
        IReadOnlyCollection<string> heard, IReadOnlyCollection<string> known, CancellationToken ct)
    {
        var factory = new ConnectionFactory { Uri = new Uri(broker), ClientProvidedName = $"{service} topology" };
        await using var connection = await factory.CreateConnectionAsync(ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);

        foreach (var queue in new[] { service, ErrorQueue(service), SkippedQueue(service) })
        {
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, QueueArguments.ToDictionary(), cancellationToken: ct);
            await channel.ExchangeDeclareAsync(queue, ExchangeType.Fanout, durable: true, cancellationToken: ct);
            await channel.QueueBindAsync(queue, queue, "", cancellationToken: ct);
        }

        foreach (var exchange in published.Union(heard))
            await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: ct);

        foreach (var exchange in heard)
            await channel.ExchangeBindAsync(service, exchange, "", cancellationToken: ct);

        // A reaction that is gone must not go on filling the queue.
        foreach (var exchange in known.Except(heard))
        {
            await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: ct);
            await channel.ExchangeUnbindAsync(service, exchange, "", cancellationToken: ct);
        }
    }
}
