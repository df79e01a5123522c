using Dapper;
using Nabij.Testing;
using Npgsql;

namespace Platform.Tests.Support;

/// <summary>The platform that <c>./nabij test</c> started for these tests, seen from outside.</summary>
public static class RunningPlatform
{
    public static readonly IReadOnlyList<string> Services = ["catalog", "signals", "coalition", "notifications"];

    public static readonly IReadOnlyList<string> Databases = ["catalog", "signals", "signals_keys", "signals_ledger", "coalition", "notifications"];

    public static Uri Gateway { get; } = new(TestServers.Setting("NABIJ_TEST_GATEWAY"));

    public static Uri Identity { get; } = new(TestServers.Setting("NABIJ_TEST_IDENTITY"));

    /// <summary>Where logs, pids of supervised programs and pickup mails are.</summary>
    public static string State => TestServers.Setting("NABIJ_STATE");

    public static Uri AddressOf(string service) => new(TestServers.Setting($"NABIJ_TEST_URL_{service.ToUpperInvariant()}"));

    /// <summary>A service's database, with the administrator's eyes.</summary>
    public static async Task<IReadOnlyList<T>> QueryAsync<T>(string database, string sql, object? args = null)
    {
        await using var source = NpgsqlDataSource.Create(TestServers.Setting($"NABIJ_TEST_DB_{database.ToUpperInvariant()}"));
        await using var connection = await source.OpenConnectionAsync();
        return (await connection.QueryAsync<T>(sql, args)).AsList();
    }

    /// <summary>A client of the gateway; with a token of this account when one is named (see <see cref="Tokens"/>).</summary>
    public static async Task<HttpClient> ClientAsync(string? account = null, HttpMessageHandler? handler = null)
    {
        var client = new HttpClient(handler ?? new SocketsHttpHandler()) { BaseAddress = Gateway, Timeout = TimeSpan.FromSeconds(40) };
        if (account is not null) client.DefaultRequestHeaders.Authorization = new("Bearer", await Tokens.OfAsync(account));
        return client;
    }

    /// <summary>Waits until every event has left its outbox and no queue holds one: what happens from now on was caused from now on.</summary>
    public static async Task SettledAsync(int seconds = 60)
    {
        foreach (var service in Services)
        {
            await Eventually.TrueAsync(async () => await OutboxAsync(service) == 0, async () => $"{await OutboxAsync(service)} in the outbox of {service}", seconds);
        }

        await using var broker = await Queues.ConnectAsync();
        await using var channel = await broker.CreateChannelAsync();
        foreach (var service in Services)
        {
            await Eventually.TrueAsync(async () => await channel.MessageCountAsync(service) == 0, async () => $"{await channel.MessageCountAsync(service)} in the queue of {service}", seconds);
        }
    }

    private static async Task<long> OutboxAsync(string service) => (await QueryAsync<long>(service, "select count(*) from outbox"))[0];
}
