using System.Reflection;
using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Nabij.Messaging;
using Nabij.Messaging.Bus;
using Npgsql;
using RabbitMQ.Client;

namespace Messaging.Tests;

/// <summary>A database of the test's own on the real server, with the tables of the messaging library and an effect to look at.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource _server = NpgsqlDataSource.Create(Setting("NABIJ_TEST_POSTGRES"));

    private readonly NpgsqlDataSource _observer;

    private TestDatabase(string name)
    {
        Name = name;
        Source = OpenSource();
        _observer = OpenSource("observer"); // the test's own eyes stay open when it cuts the service's connections
    }

    public string Name { get; }

    public NpgsqlDataSource Source { get; }

    public NpgsqlDataSource OpenSource(string? application = null) => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Setting("NABIJ_TEST_POSTGRES"))
    {
        Database = Name,
        MaxAutoPrepare = 50,
        MaxPoolSize = 20,
        ApplicationName = application,
    });

    /// <summary>One that another process made.</summary>
    public static TestDatabase Open(string name) => new(name);

    public static string Setting(string name) => Environment.GetEnvironmentVariable(name)
        ?? throw new InvalidOperationException($"{name} is not set; run the tests with ./nabij test.");

    public static async Task<TestDatabase> CreateAsync()
    {
        var database = new TestDatabase($"test_{Guid.NewGuid():N}");
        await using (var server = await database._server.OpenConnectionAsync()) await server.ExecuteAsync($"create database {database.Name}");
        await using var connection = await database.Source.OpenConnectionAsync();
        var messaging = typeof(UnitOfWork).Assembly;
        foreach (var script in messaging.GetManifestResourceNames().Order())
        {
            using var reader = new StreamReader(messaging.GetManifestResourceStream(script)!);
            await connection.ExecuteAsync(await reader.ReadToEndAsync());
        }

        await connection.ExecuteAsync("create table effect (id bigint generated always as identity primary key, key text not null, number bigint not null)");
        return database;
    }

    public async Task<T> ScalarAsync<T>(string sql, object? args = null)
    {
        await using var connection = await _observer.OpenConnectionAsync();
        return (await connection.ExecuteScalarAsync<T>(sql, args))!;
    }

    public async Task<IReadOnlyList<(string Key, long Number)>> EffectsAsync()
    {
        await using var connection = await _observer.OpenConnectionAsync();
        return (await connection.QueryAsync<(string, long)>("select key, number from effect order by id")).AsList();
    }

    /// <summary>Cuts the service's connections.</summary>
    public Task<long> CutAsync() => ScalarAsync<long>("""
        select count(pg_terminate_backend(pid)) from pg_stat_activity
        where datname = current_database() and application_name <> 'observer'
        """);

    /// <summary>Cuts the connection of the relay that is sending a batch now, if one is.</summary>
    public async Task<bool> CutRelayAsync() => await ScalarAsync<long>("""
        select count(pg_terminate_backend(pid)) from pg_locks
        where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())
        """) > 0;

    /// <summary>The database is away for the service, and back.</summary>
    public async Task AwayAsync(bool away)
    {
        await using (var server = await _server.OpenConnectionAsync()) await server.ExecuteAsync($"alter database {Name} allow_connections {!away}");
        if (away) await CutAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await _observer.DisposeAsync();
        await using (var server = await _server.OpenConnectionAsync()) await server.ExecuteAsync($"drop database {Name} with (force)");
        await _server.DisposeAsync();
    }
}

/// <summary>One replica of a service of the test: its host, its relay and, when it has reactions, its queue.</summary>
public sealed class Replica : IAsyncDisposable
{
    private readonly IHost _host;

    private Replica(IHost host) => _host = host;

    public Script Script => _host.Services.GetRequiredService<Script>();

    public UnitOfWork Begin() => _host.Services.GetRequiredService<UnitOfWorkFactory>().Begin();

    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    /// <param name="start">False: a process that committed and died before its relay could send.</param>
    public static async Task<Replica> StartAsync(string service, TestDatabase database, string? broker = null, bool reacts = false, bool start = true,
        Script? script = null, Action<MessagingOptions>? configure = null, string? administrator = null)
    {
        broker ??= TestDatabase.Setting("NABIJ_TEST_RABBITMQ");
        await DeployAsync(service, database, administrator ?? broker, reacts);
        var host = Build(service, database, broker, reacts, script, configure);
        if (start) await host.StartAsync();
        return new Replica(host);
    }

    /// <summary>The step that the administrator runs before a service starts.</summary>
    public static async Task DeployAsync(string service, TestDatabase database, string administrator, bool reacts = false)
    {
        using var deployer = Build(service, database, administrator, reacts, null, null);
        await deployer.Services.DeployTopologyAsync();
    }

    private static IHost Build(string service, TestDatabase database, string broker, bool reacts, Script? script, Action<MessagingOptions>? configure)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["RabbitMq:Uri"] = broker });
        // MassTransit keeps the last logger factory in a static: one that outlives every host.
        builder.Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        // A pool of its own, as a process has: when a test cuts one replica off, the others keep their connections.
        builder.Services.AddSingleton(_ => database.OpenSource()).AddSingleton(script ?? new Script());
        builder.Services.AddMessaging(service, reacts ? [typeof(WriteDown)] : [], [Assembly.GetExecutingAssembly()], builder.Configuration);
        var host = builder.Build();
        configure?.Invoke(host.Services.GetRequiredService<MessagingOptions>());
        return host;
    }

    public async Task PublishAsync(string key, long number)
    {
        await using var work = Begin();
        await work.ExecuteAsync("select 1");
        work.Publish(new Counted { Key = key, AggregateVersion = number, OccurredAt = TimeProvider.System.GetUtcNow() });
        await work.CommitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}

/// <summary>A queue name of the test's own; the queues are gone afterwards.</summary>
public sealed class TestEndpoint(string? broker = null) : IAsyncDisposable
{
    private readonly string _broker = broker ?? TestDatabase.Setting("NABIJ_TEST_RABBITMQ");

    public string Name { get; } = $"taker{Guid.NewGuid():N}"[..16];

    public DeadLetters DeadLetters => new(_broker, Name);

    /// <summary>Puts bytes on the queue as they are.</summary>
    public async Task SendAsync(byte[] body, BasicProperties? properties = null)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(_broker) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        await channel.BasicPublishAsync(Name, "", mandatory: true, properties ?? new BasicProperties(), body);
    }

    public ValueTask DisposeAsync() => DeleteAsync(_broker, Name);

    public static async ValueTask DeleteAsync(string broker, string name)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        foreach (var part in new[] { name, Topology.ErrorQueue(name), Topology.SkippedQueue(name) })
        {
            await channel.QueueDeleteAsync(part);
            await channel.ExchangeDeleteAsync(part);
        }
    }
}

public static class Effects
{
    public static Task ArriveAsync(TestDatabase database, int count, int seconds = 30) => Eventually.TrueAsync(
        async () => await database.ScalarAsync<long>("select count(*) from effect") >= count,
        async () => $"{await database.ScalarAsync<long>("select count(*) from effect")} of {count} effects", seconds);

    /// <summary>Everything arrived, once, and in order per key.</summary>
    public static void InOrder(IReadOnlyList<(string Key, long Number)> effects, int keys, int perKey)
    {
        Assert.Equal(keys * perKey, effects.Count);
        foreach (var lane in effects.GroupBy(e => e.Key)) Assert.Equal(Enumerable.Range(1, perKey).Select(n => (long)n), lane.Select(e => e.Number));
    }
}
