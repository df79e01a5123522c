using Dapper;
using Nabij.Testing;
using Npgsql;

namespace Catalog.Tests.Defaults;

/// <summary>An empty database of one test.</summary>
internal sealed class OwnDatabase : IAsyncDisposable
{
    private readonly string _name = "test_defaults_" + Guid.NewGuid().ToString("N")[..8];

    private OwnDatabase()
    {
        ConnectionString = new NpgsqlConnectionStringBuilder(TestServers.Postgres) { Database = _name }.ConnectionString;
        Source = NpgsqlDataSource.Create(ConnectionString);
    }

    public string ConnectionString { get; }

    public NpgsqlDataSource Source { get; }

    public static async Task<OwnDatabase> CreateAsync()
    {
        var database = new OwnDatabase();
        await OnServerAsync($"create database {database._name}");
        return database;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await Source.OpenConnectionAsync();
        await connection.ExecuteAsync(sql);
    }

    public async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var connection = await Source.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<T>(sql);
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await OnServerAsync($"drop database if exists {_name} with (force)");
    }

    private static async Task OnServerAsync(string sql)
    {
        await using var server = NpgsqlDataSource.Create(TestServers.Postgres);
        await using var connection = await server.OpenConnectionAsync();
        await connection.ExecuteAsync(sql);
    }
}
