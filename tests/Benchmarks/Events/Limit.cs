using System.Text.Json;
using System.Threading.Channels;
using Nabij.Contracts;
using Nabij.Messaging;
using Npgsql;
using NpgsqlTypes;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Nabij.Benchmarks.Events;

/// <summary>
/// The baseline, written by hand for this one event and nothing else: no lanes, no retries, no traces. Prepared statements; a relay
/// that deletes 500 rows with up to 500 confirms outstanding to a quorum queue; a consumer that commits 100 messages at a time.
/// </summary>
internal sealed class Limit() : EventPath("limit")
{
    private const int RelayBatch = 500;
    private const int ConsumerBatch = 100;
    private const string Queue = "bench_limit";

    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<Writer> _writers = Channel.CreateUnbounded<Writer>();
    private readonly Channel<bool> _written = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private IConnection? _broker;
    private Task _running = Task.CompletedTask;

    public override async Task StartAsync()
    {
        await Source.CreateAsync(Schema.Item, """
            create table outbox (id bigint generated always as identity primary key, message_id uuid not null, body bytea not null)
            with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000)
            """);
        await Target.CreateAsync(Schema.Effect, "create table inbox (message_id uuid primary key, received_at timestamptz not null default now())");
        for (var i = 0; i < EventsBenchmark.Writers; i++) await _writers.Writer.WriteAsync(await Writer.OpenAsync(Source.Connections));

        _broker = await new ConnectionFactory { Uri = new Uri(Settings.Get("NABIJ_BENCH_RABBITMQ")) }.CreateConnectionAsync();
        var publish = await _broker.CreateChannelAsync(new CreateChannelOptions(true, true, outstandingPublisherConfirmationsRateLimiter: null));
        await publish.QueueDeleteAsync(Queue);
        await publish.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        var consume = await _broker.CreateChannelAsync();
        _running = Task.WhenAll(RelayAsync(publish), ConsumeAsync(consume));
    }

    public override async Task WriteAsync(long number)
    {
        var writer = await _writers.Reader.ReadAsync();
        var message = Happening.At(number, KeyOf(number), VersionOf(number));
        await writer.WriteAsync(number, message, JsonSerializer.SerializeToUtf8Bytes(message, MessageJson.Options));
        _written.Writer.TryWrite(true);
        await _writers.Writer.WriteAsync(writer);
    }

    private async Task RelayAsync(IChannel channel)
    {
        await using var connection = await Source.Connections.OpenConnectionAsync();
        await using (var indexesOnly = new NpgsqlCommand("set enable_seqscan = off", connection)) await indexesOnly.ExecuteNonQueryAsync();
        await using var claim = new NpgsqlCommand("""
            delete from outbox where id = any(array(select id from outbox order by id limit 500 for update skip locked)) returning message_id, body
            """, connection);
        await claim.PrepareAsync();
        var publishing = new List<Task>(RelayBatch);
        while (!_stop.IsCancellationRequested)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            claim.Transaction = transaction;
            await using (var reader = await claim.ExecuteReaderAsync())
            {
                while (await reader.ReadAsync()) publishing.Add(PublishAsync(channel, reader.GetGuid(0), reader.GetFieldValue<byte[]>(1)));
            }

            await Task.WhenAll(publishing);
            await transaction.CommitAsync();
            var idle = publishing.Count == 0;
            publishing.Clear();
            if (!idle) continue;
            using var poll = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            poll.CancelAfter(TimeSpan.FromMilliseconds(250));
            await _written.Reader.WaitToReadAsync(poll.Token).AsTask().ContinueWith(_ => { }, TaskScheduler.Default);
            _written.Reader.TryRead(out var _);
        }
    }

    private static async Task PublishAsync(IChannel channel, Guid id, byte[] body) => await channel.BasicPublishAsync("", Queue, mandatory: true,
        new BasicProperties { MessageId = id.ToString(), DeliveryMode = DeliveryModes.Persistent }, body);

    private async Task ConsumeAsync(IChannel channel)
    {
        var arrived = Channel.CreateUnbounded<(ulong Tag, ServicePublished Message)>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, d) =>
            await arrived.Writer.WriteAsync((d.DeliveryTag, JsonSerializer.Deserialize<ServicePublished>(d.Body.Span, MessageJson.Options)!));
        await channel.BasicQosAsync(0, 1000, global: false);
        await channel.BasicConsumeAsync(Queue, autoAck: false, consumer);

        await using var connection = await Target.Connections.OpenConnectionAsync();
        await using var store = new NpgsqlCommand("""
            with fresh as (insert into inbox (message_id) select unnest($1) on conflict do nothing returning message_id)
            insert into effect (key, version)
            select m.key, m.version from unnest($1, $2, $3) as m (id, key, version) join fresh on fresh.message_id = m.id
            """, connection);
        var ids = store.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        var keys = store.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        var versions = store.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        await store.PrepareAsync();

        var batch = new List<ServicePublished>(ConsumerBatch);
        while (!_stop.IsCancellationRequested)
        {
            if (!await arrived.Reader.WaitToReadAsync(_stop.Token).AsTask().ContinueWith(t => t.IsCompletedSuccessfully, TaskScheduler.Default)) return;
            var last = 0UL;
            while (batch.Count < ConsumerBatch && arrived.Reader.TryRead(out var item))
            {
                batch.Add(item.Message);
                last = item.Tag;
            }

            ids.Value = batch.ConvertAll(m => m.EventId);
            keys.Value = batch.ConvertAll(m => m.ServiceId);
            versions.Value = batch.ConvertAll(m => m.AggregateVersion);
            await store.ExecuteNonQueryAsync();
            await channel.BasicAckAsync(last, multiple: true);
            batch.Clear();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        if (_broker is not null) await _broker.DisposeAsync();
        while (_writers.Reader.TryRead(out var writer)) await writer.DisposeAsync();
        await base.DisposeAsync();
        _stop.Dispose();
    }

    /// <summary>A connection with its two prepared statements.</summary>
    private sealed class Writer(NpgsqlConnection connection, NpgsqlCommand item, NpgsqlCommand outbox) : IAsyncDisposable
    {
        public static async Task<Writer> OpenAsync(NpgsqlDataSource source)
        {
            var connection = await source.OpenConnectionAsync();
            var item = new NpgsqlCommand("insert into item (number, key, version, name) values ($1, $2, $3, $4)", connection);
            foreach (var type in new[] { NpgsqlDbType.Bigint, NpgsqlDbType.Uuid, NpgsqlDbType.Bigint, NpgsqlDbType.Text })
                item.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type });
            var outbox = new NpgsqlCommand("insert into outbox (message_id, body) values ($1, $2)", connection);
            foreach (var type in new[] { NpgsqlDbType.Uuid, NpgsqlDbType.Bytea })
                outbox.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type });
            await item.PrepareAsync();
            await outbox.PrepareAsync();
            return new Writer(connection, item, outbox);
        }

        public async Task WriteAsync(long number, ServicePublished message, byte[] body)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            item.Parameters[0].Value = number;
            item.Parameters[1].Value = message.ServiceId;
            item.Parameters[2].Value = message.AggregateVersion;
            item.Parameters[3].Value = Happening.Name;
            await item.ExecuteNonQueryAsync();
            outbox.Parameters[0].Value = message.EventId;
            outbox.Parameters[1].Value = body;
            await outbox.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await item.DisposeAsync();
            await outbox.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
