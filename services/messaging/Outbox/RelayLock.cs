using Dapper;
using Npgsql;

namespace Nabij.Messaging.Outbox;

/// <summary>
/// Makes one relay per database the active one. A session advisory lock on a connection of its own, outside the pool: a pooled
/// connection would carry the lock on into its next use. It is an optimisation that keeps order; <c>skip locked</c> keeps it safe.
/// </summary>
internal sealed class RelayLock : IAsyncDisposable
{
    private const long Key = 0x6e6162696a; // "nabij"

    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _connection;

    private RelayLock(NpgsqlDataSource source, NpgsqlConnection connection)
    {
        _source = source;
        _connection = connection;
    }

    /// <summary>Null when another replica holds it.</summary>
    public static async Task<RelayLock?> TryAcquireAsync(string connectionString, CancellationToken ct)
    {
        var unpooled = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 5, ApplicationName = "outbox relay" };
        var source = NpgsqlDataSource.Create(unpooled);
        try
        {
            var connection = await source.OpenConnectionAsync(ct);
            var relayLock = new RelayLock(source, connection);
            if (await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
                    "select pg_try_advisory_lock(@Key)", new { Key }, cancellationToken: ct)))
            {
                return relayLock;
            }

            await relayLock.DisposeAsync();
            return null;
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    /// <summary>False once the connection broke, and with it the lock.</summary>
    public async Task<bool> IsHeldAsync(CancellationToken ct)
    {
        try
        {
            await _connection.ExecuteAsync(new CommandDefinition("select 1", cancellationToken: ct));
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _source.DisposeAsync();
    }
}
