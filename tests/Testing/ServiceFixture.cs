using System.Net.Http.Headers;
using Dapper;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging;
using Nabij.Messaging;
using Nabij.Reference;
using Nabij.ServiceDefaults.Database;
using Npgsql;
using Xunit;

namespace Nabij.Testing;

/// <summary>
/// One service, run for real: its own databases on the real server, the real broker, HTTP over a socket. Derive one per service, with its name, and
/// share it within a test project as a collection fixture.
/// </summary>
public abstract class ServiceFixture<TProgram>(string service, params ServiceFixture<TProgram>.Database[] others) : WebApplicationFactory<TProgram>, IAsyncLifetime
    where TProgram : class
{
    /// <summary>A further database of the service, and the folder of its migrations.</summary>
    public sealed record Database(string Name, string MigrationsFolder);

    private int _municipalities;

    /// <summary>A municipality that no other test has, for who reads a list whole. Taken from the end, where no test names one.</summary>
    public string NextMunicipality() => Municipalities.All[^Interlocked.Increment(ref _municipalities)].Code;

    private readonly string _suffix = Guid.NewGuid().ToString("N")[..8];
    private NpgsqlDataSource _db = null!;

    /// <summary>Speaks for the other services, and hears what this one says.</summary>
    public TestBroker Broker { get; private set; } = null!;

    /// <summary>The service's main database, for a look from outside.</summary>
    public NpgsqlDataSource Db => _db;

    public async ValueTask InitializeAsync()
    {
        await CreateAsync(service, "Migrations", shared: true);
        foreach (var other in others) await CreateAsync(other.Name, other.MigrationsFolder, shared: false);
        _db = NpgsqlDataSource.Create(ConnectionString(service));
        Broker = await TestBroker.ConnectAsync(service);
        UseKestrel(0);
        using (var deployer = WithWebHostBuilder(_ => { })) await deployer.Services.DeployTopologyAsync();
        StartServer();
    }

    /// <summary>A caller without a token when <paramref name="role"/> is null. Answers are in Dutch.</summary>
    public HttpClient Caller(string? role = null, string municipality = "GM0344", Guid? organisation = null, string? subject = null)
    {
        var client = CreateClient();
        if (role is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.Create(role, municipality, organisation, subject));
        return client;
    }

    public async Task<T?> ScalarAsync<T>(string sql, object? args = null)
    {
        await using var connection = await _db.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<T>(sql, args);
    }

    /// <summary>Further settings of the service, as <c>Section:Key</c>.</summary>
    protected virtual IEnumerable<KeyValuePair<string, string>> Settings => [];

    /// <summary>Where the service gets tokens of its own, when it calls others.</summary>
    protected virtual string? TokenEndpoint => null;

    protected string ConnectionString(string database) => new NpgsqlConnectionStringBuilder(TestServers.Postgres)
    {
        Database = NameOf(database),
        MaxPoolSize = 20,
        PersistSecurityInfo = true,
    }.ConnectionString;

    /// <summary>As the service connects: with the rights that it has in production, and none on the schema.</summary>
    private string AppConnectionString(string database) => new NpgsqlConnectionStringBuilder(ConnectionString(database)) { Username = $"{database}_app" }.ConnectionString;

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("RabbitMq:Uri", TestServers.RabbitMq);
        foreach (var name in others.Select(o => o.Name).Prepend(service)) builder.UseSetting($"ConnectionStrings:{name}", AppConnectionString(name));
        foreach (var (key, value) in Settings) builder.UseSetting(key, value);
        builder.ConfigureLogging(log => log.ClearProviders());
        builder.ConfigureTestServices(services => TestTokens.Trust(services, TokenEndpoint));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Broker.DisposeAsync();
        await _db.DisposeAsync();
        await using var server = NpgsqlDataSource.Create(TestServers.Postgres);
        await using var connection = await server.OpenConnectionAsync();
        foreach (var name in others.Select(o => o.Name).Prepend(service)) await connection.ExecuteAsync($"drop database if exists {NameOf(name)} with (force)");
        GC.SuppressFinalize(this);
    }

    private string NameOf(string database) => $"test_{database}_{_suffix}";

    private async Task CreateAsync(string database, string folder, bool shared)
    {
        var role = $"{database}_app";
        await using (var server = NpgsqlDataSource.Create(TestServers.Postgres))
        await using (var connection = await server.OpenConnectionAsync())
        {
            await connection.ExecuteAsync($"create database {NameOf(database)}");
            if (!await connection.ExecuteScalarAsync<bool>("select exists (select from pg_roles where rolname = @role)", new { role }))
                await connection.ExecuteAsync($"create role {role} login");
            var password = new NpgsqlConnectionStringBuilder(TestServers.Postgres).Password;
            await connection.ExecuteAsync($"alter role {role} password '{password}'");
        }

        await using (var source = NpgsqlDataSource.Create(ConnectionString(database)))
        await using (var connection = await source.OpenConnectionAsync())
        {
            await connection.ExecuteAsync($"""
                alter default privileges in schema public grant select, insert, update, delete on tables to {role};
                alter default privileges in schema public grant usage on sequences to {role};
                """);
        }

        await Migrator.RunAsync(ConnectionString(database), typeof(TProgram).Assembly, folder, shared);
    }
}
