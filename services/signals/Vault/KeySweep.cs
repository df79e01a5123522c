using Dapper;
using Nabij.Messaging;
using Npgsql;

namespace Nabij.Signals.Vault;

/// <summary>
/// Destroys keys whose signal, or round of visits, was never stored: the process died, or the transaction failed, between the two. A key younger than
/// <see cref="Grace"/> may still get its signal; a transaction cannot last that long, for the database ends it before.
/// </summary>
internal sealed class KeySweep(KeyVault vault, NpgsqlDataSource db, TimeProvider clock, ILogger<KeySweep> log)
    : Round(TimeSpan.FromMinutes(5), clock, log)
{
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    private const int BatchSize = 1000;

    private KeyPosition _swept = new(DateTimeOffset.UnixEpoch, Guid.Empty);

    /// <summary>Goes through the keys that were made since the last round. Returns how many signals' keys it destroyed.</summary>
    public override async Task<int> RunAsync(DateTimeOffset now, CancellationToken ct)
    {
        var destroyed = 0;
        while (await vault.ListAsync(_swept, now - Grace, BatchSize, ct) is { Count: > 0 } batch)
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

    private const string OrphansSql = """
        select id from unnest(@ids) as k (id)
        where not exists (select from signal s where s.id = k.id) and not exists (select from outreach_round r where r.id = k.id)
        """;
}
