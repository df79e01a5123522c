using Nabij.Messaging.Bus;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Messaging.Tests;

/// <summary>The broker's user of a service may do what the service needs, and nothing with another's names.</summary>
public sealed class LeastRightsTests : IAsyncLifetime
{
    private const int AccessRefused = 403;

    private static readonly string Administrator = TestDatabase.Setting("NABIJ_TEST_RABBITMQ"), Catalog = TestDatabase.Setting("NABIJ_TEST_RABBITMQ_CATALOG");

    private TestDatabase _catalog = null!;

    public async ValueTask InitializeAsync() => _catalog = await TestDatabase.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        await _catalog.DisposeAsync();
        await TestEndpoint.DeleteAsync(Administrator, "catalog");
        await TestEndpoint.DeleteAsync(Administrator, "signals");
    }

    [Fact]
    public async Task A_service_runs_whole_with_rights_on_its_own_names_alone()
    {
        var script = new Script { Then = m => { if (m.AggregateVersion == 2) throw new InvalidOperationException(); } };
        await using var catalog = await Replica.StartAsync("catalog", _catalog, Catalog, reacts: true, script: script, administrator: Administrator,
            configure: o => (o.Retries, o.DelayedRetries) = ([], [TimeSpan.FromMilliseconds(100)]));
        for (var n = 1; n <= 3; n++)
        {
            await using var work = catalog.Begin();
            work.Publish(new CatalogCounted { Key = "a", AggregateVersion = n, OccurredAt = TimeProvider.System.GetUtcNow() });
            await work.CommitAsync();
        }

        // Published, heard, retried by way of its own exchange, and moved to its own error queue.
        await Effects.ArriveAsync(_catalog, 2);
        await Eventually.TrueAsync(async () => (await new DeadLetters(Administrator, "catalog").ListAsync()).Count == 1);
        await Eventually.TrueAsync(async () => await _catalog.ScalarAsync<long>("select count(*) from outbox") == 0);
    }

    public static TheoryData<string> ForeignActs => [.. Acts.Keys];

    private static readonly Dictionary<string, Func<IChannel, Task>> Acts = new()
    {
        ["read another's queue"] = c => c.BasicConsumeAsync("signals", true, new AsyncDefaultBasicConsumer(c)),
        ["get from another's queue"] = c => c.BasicGetAsync("signals", true),
        ["empty another's queue"] = c => c.QueuePurgeAsync("signals"),
        ["delete another's queue"] = c => c.QueueDeleteAsync("signals"),
        ["read another's error queue"] = c => c.BasicConsumeAsync("signals_error", true, new AsyncDefaultBasicConsumer(c)),
        ["write to another's exchange"] = async c => await c.BasicPublishAsync("signals", "", mandatory: true, ReadOnlyMemory<byte>.Empty),
        ["write another's event"] = async c => await c.BasicPublishAsync("signals.signal-received.v1", "", mandatory: true, ReadOnlyMemory<byte>.Empty),
        ["write past the exchanges"] = async c => await c.BasicPublishAsync("", "signals", mandatory: true, ReadOnlyMemory<byte>.Empty),
        ["declare another's queue"] = c => c.QueueDeclareAsync("signals_more", true, false, false),
        ["declare another's queue as it stands"] = c => c.QueueDeclareAsync("signals", true, false, false, Topology.QueueArguments.ToDictionary()),
        ["declare another's exchange"] = c => c.ExchangeDeclareAsync("signals.more.v1", ExchangeType.Fanout, durable: true),
        ["listen in on another's event"] = c => c.QueueBindAsync("catalog", "signals.signal-received.v1", ""),
        ["send another its own events"] = c => c.ExchangeBindAsync("signals", "catalog", ""),
        ["declare a name that is nobody's"] = c => c.QueueDeclareAsync("anything", true, false, false),
        ["declare a name that starts like its own"] = c => c.QueueDeclareAsync("catalogue", true, false, false),
    };

    [Theory]
    [MemberData(nameof(ForeignActs))]
    public async Task A_service_cannot(string act)
    {
        await Replica.DeployAsync("signals", _catalog, Administrator);
        await Replica.DeployAsync("catalog", _catalog, Administrator);
        await using (var connection = await ConnectAsync(Administrator))
        {
            await using var channel = await connection.CreateChannelAsync();
            await channel.ExchangeDeclareAsync("signals.signal-received.v1", ExchangeType.Fanout, durable: true);
        }

        await using var service = await ConnectAsync(Catalog);
        await using var refused = await service.CreateChannelAsync(new CreateChannelOptions(true, true));
        var closed = new TaskCompletionSource<ushort>();
        refused.ChannelShutdownAsync += (_, reason) =>
        {
            closed.TrySetResult(reason.ReplyCode);
            return Task.CompletedTask;
        };
        var error = await Record.ExceptionAsync(() => Acts[act](refused));
        Assert.NotNull(error);
        Assert.Equal(AccessRefused, (error as OperationInterruptedException)?.ShutdownReason?.ReplyCode ?? await closed.Task.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    private static Task<IConnection> ConnectAsync(string broker) => new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync();
}
