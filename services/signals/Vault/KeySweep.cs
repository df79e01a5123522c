using Dapper;
using Npgsql;

namespace Nabij.Signals.Vault;

/// <summary>
/// Destroys keys whose signal, or round of visits, was never stored: the process died, or the transaction failed, between the two. A key younger than
/// <see cref="Grace"/> may still get its signal; a transaction cannot last that long, for the database ends it before.
/// </summary>
internal sealed partial class KeySweep(KeyVault vault, NpgsqlDataSource db, TimeProvider time, ILogger<KeySweep> log) : BackgroundService
{
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    private const int BatchSize = 1000;

    private KeyPosition _swept = new(DateTimeOffset.UnixEpoch, Guid.Empty);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(5), time);
        do
        {
            try
            {
                var destroyed = await SweepAsync(stoppingToken);
                if (destroyed > 0) LogDestroyed(destroyed);
            }
            catch (NpgsqlException e)
            {
                // It goes on from where it was the next time.
                LogPostponed(e.SqlState);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Goes through the keys that were made since the last sweep. Returns how many signals' keys it destroyed.</summary>
    public async Task<int> SweepAsync(CancellationToken ct)
    {
        var destroyed = 0;
        while (await vault.ListAsync(_swept, time.GetUtcNow() - Grace, BatchSize, ct) is { Count: > 0 } batch)
        {
            await using var connection = await db.OpenConnectionAsync(ct);
            var orphans = (await connection.QueryAsync<Guid>(new CommandDefinition(
                OrphansSql, new { ids = batch.Select(k => k.SignalId).ToArray() }, cancellationToken: ct))).AsList();
            if (orphans.Count > 0) await vault.DestroyAsync(orphans, ct);
            destroyed += orphans.Count;
            _swept = batch[^1];
        }

        return destroyed;
    }

    [LoggerMessage(LogLevel.Information, "Destroyed the keys of {Count} signals that were never stored.")]
    private partial void LogDestroyed(int count);

    [LoggerMessage(LogLevel.Warning, "The sweep of keys waits for its next turn: {SqlState}.")]
    private partial void LogPostponed(string? sqlState);

    private const string OrphansSql = """
        select id from unnest(@ids) as k (id)
        where not exists (select from signal s where s.id = k.id) and not exists (select from outreach_round r where r.id = k.id)
        """;
}
