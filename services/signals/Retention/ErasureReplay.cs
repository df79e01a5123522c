using Nabij.Messaging;
using Nabij.Signals.Vault;

namespace Nabij.Signals.Retention;

/// <summary>After a restore: what the ledger says was destroyed is destroyed again. To be run before traffic; it changes nothing where nothing came back.</summary>
internal sealed class ErasureReplay(Erasure erasure, ErasureLedger ledger, KeyVault vault, UnitOfWorkFactory works)
{
    private const int Batch = 1000;

    /// <summary>Returns how many had come back.</summary>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var (again, after) = (0, 0L);
        while (await ledger.ListAsync(after, Batch, ct) is { Count: > 0 } entries)
        {
            foreach (var entry in await CameBackAsync(entries, ct))
                if (await erasure.EraseAsync(new ErasureTask(entry.Signal, entry.Scope, ErasureReason.Replay), ct)) again++;
            after = entries[^1].Position;
        }

        return again;
    }

    private async Task<IReadOnlyList<LedgerEntry>> CameBackAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken ct)
    {
        var ids = entries.Select(e => e.Signal).Distinct().ToArray();
        await using var work = works.Begin();
        var signals = (await work.QueryAsync<Guid>(SignalsSql, new { ids }, ct)).ToHashSet();
        signals.UnionWith(await vault.WithKeysAsync(ids, ct));
        var sealedReporters = (await work.QueryAsync<Guid>(ReportersSql, new { ids }, ct)).ToHashSet();
        var reporterKeys = (await vault.WithReporterKeyAsync(ids, ct)).ToDictionary(k => k.SignalId, k => k.CreatedAt);
        return [.. entries.Where(HasComeBack).DistinctBy(e => (e.Signal, e.Scope))];

        // A reporter's key that was made after the old one was destroyed is another one, and stays.
        bool HasComeBack(LedgerEntry e) => e.Scope == ErasureScope.Signal ? signals.Contains(e.Signal)
            : reporterKeys.TryGetValue(e.Signal, out var madeAt) ? madeAt < e.At : sealedReporters.Contains(e.Signal);
    }

    private const string SignalsSql = """
        select s.id from signal s where s.id = any(@ids) and (s.state <> 'erased' or exists (select from signal_record r where r.signal_id = s.id))
        """;

    private const string ReportersSql = "select signal_id from signal_record where signal_id = any(@ids) and reporter is not null";
}
