using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using MassTransit;
using Nabij.Contracts;
using Nabij.Messaging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Nabij.Testing;

/// <summary>The rest of the platform, as one service sees it: publishes events of others to it, and hears every event.</summary>
public sealed class TestBroker : IAsyncDisposable
{
    private static readonly Dictionary<string, Type> Contracts = typeof(IntegrationEvent).Assembly.GetTypes()
        .Where(t => t is { IsAbstract: false } && t.IsSubclassOf(typeof(IntegrationEvent))).ToDictionary(NameOf);

    private readonly ConcurrentQueue<IntegrationEvent> _heard = new();
    private readonly string _service;
    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private TestBroker(string service, IConnection connection, IChannel channel) => (_service, _connection, _channel) = (service, connection, channel);

    public static string NameOf(Type type) => type.GetCustomAttribute<EntityNameAttribute>()!.EntityName;

    /// <summary>Forgets what earlier tests left for this service, and begins to listen to all events.</summary>
    public static async Task<TestBroker> ConnectAsync(string service)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(TestServers.RabbitMq), ClientProvidedName = "test" }.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        var broker = new TestBroker(service, connection, channel);
        await broker.ForgetAsync();
        var mine = await channel.QueueDeclareAsync();
        foreach (var name in Contracts.Keys)
        {
            await channel.ExchangeDeclareAsync(name, ExchangeType.Fanout, durable: true);
            await channel.QueueBindAsync(mine.QueueName, name, "");
        }

        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            using var envelope = JsonDocument.Parse(delivery.Body);
            var message = envelope.RootElement.GetProperty("message");
            broker._heard.Enqueue((IntegrationEvent)message.Deserialize(Contracts[delivery.Exchange], MessageJson.Options)!);
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(mine.QueueName, autoAck: true, consumer);
        return broker;
    }

    /// <summary>What was published since the start of the tests, oldest first.</summary>
    public IReadOnlyList<T> Heard<T>() where T : IntegrationEvent => [.. _heard.OfType<T>()];

    /// <summary>Waits for an event.</summary>
    public Task<T> HearAsync<T>(Func<T, bool> which) where T : IntegrationEvent => Eventually.GetAsync(
        () => Task.FromResult(Heard<T>().FirstOrDefault(which)), () => Task.FromResult($"{Heard<T>().Count} of {typeof(T).Name}"));

    /// <summary>Publishes an event of another service, as its relay would.</summary>
    public async Task PublishAsync(IntegrationEvent message)
    {
        var name = NameOf(message.GetType());
        var envelope = new
        {
            messageId = message.EventId,
            messageType = new[] { $"urn:message:{name}" },
            message = JsonSerializer.SerializeToElement(message, message.GetType(), MessageJson.Options),
        };
        var properties = new BasicProperties
        {
            ContentType = "application/vnd.masstransit+json",
            MessageId = message.EventId.ToString(),
            DeliveryMode = DeliveryModes.Persistent,
        };
        await _channel.BasicPublishAsync(name, "", mandatory: true, properties, JsonSerializer.SerializeToUtf8Bytes(envelope, MessageJson.Options));
    }

    /// <summary>The service's queues are gone, so that nobody's events gather in them.</summary>
    private async Task ForgetAsync()
    {
        foreach (var queue in new[] { _service, $"{_service}_error", $"{_service}_skipped" }) await _channel.QueueDeleteAsync(queue);
    }

    public async ValueTask DisposeAsync()
    {
        await ForgetAsync();
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
