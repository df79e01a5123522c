using Dapper;
using Npgsql;

namespace Nabij.Benchmarks.Events;

/// <summary>
/// One way to bring an event from a transaction in one database to a row in another: business row and event in one transaction,
/// through RabbitMQ, with an inbox, to a row in <c>effect</c>.
/// </summary>
internal abstract class EventPath(string name) : IAsyncDisposable
{
    /// <summary>A multiple of the number of writers: each aggregate has one writer, so its versions are committed in order.</summary>
    public const int Aggregates = 1024;

    private static readonly Guid[] Keys = [.. Enumerable.Range(0, Aggregates).Select(_ => Guid.NewGuid())];

    public string Name => name;

    public Database Source { get; } = new($"bench_{name}_source");

    public Database Target { get; } = new($"bench_{name}_target");

    public abstract Task StartAsync();

    /// <summary>Returns when the transaction has been committed. Numbers count from 0; each is written once.</summary>
    public abstract Task WriteAsync(long number);

    /// <summary>How the effect of this event is announced.</summary>
    public static string EffectOf(long number) => $"{KeyOf(number)} {VersionOf(number)}";

    protected static Guid KeyOf(long number) => Keys[number % Aggregates];

    protected static long VersionOf(long number) => number / Aggregates + 1;

    public virtual async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await Target.DisposeAsync();
    }
}

/// <summary>A database of the benchmark's own, made anew at each run.</summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly string _name;

    public Database(string name)
    {
        _name = name;
        var settings = new NpgsqlConnectionStringBuilder(Settings.Get("NABIJ_BENCH_POSTGRES"))
        {
            Database = name,
            MaxAutoPrepare = 50,
            AutoPrepareMinUsages = 2,
            MaxPoolSize = 20,
            NoResetOnClose = true,
        };
        Connections = NpgsqlDataSource.Create(settings);
    }

    public NpgsqlDataSource Connections { get; }

    public async Task CreateAsync(params string[] scripts)
    {
        await using (var server = NpgsqlDataSource.Create(Settings.Get("NABIJ_BENCH_POSTGRES")))
        await using (var connection = await server.OpenConnectionAsync())
        {
            await connection.ExecuteAsync($"drop database if exists {_name} with (force)");
            await connection.ExecuteAsync($"create database {_name}");
        }

        foreach (var script in scripts) await ExecuteAsync(script);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Connections.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = await Connections.OpenConnectionAsync();
        return (await connection.ExecuteScalarAsync<T>(sql))!;
    }

    public ValueTask DisposeAsync() => Connections.DisposeAsync();
}

internal static class Schema
{
    public const string Item = """
        create table item (number bigint primary key, key uuid not null, version bigint not null, name text not null)
        """;

    public const string Effect = """
        create table effect (id bigint generated always as identity primary key, key uuid not null, version bigint not null)
        """;

    /// <summary>Tells who listens that an effect can be seen: after the commit, so a little late, never early.</summary>
    public const string Announce = """
        create function announce() returns trigger language plpgsql as $$
        begin
            perform pg_notify('effect', new.key || ' ' || new.version);
            return null;
        end $$;
        create trigger announce after insert on effect for each row execute function announce();
        """;
}
