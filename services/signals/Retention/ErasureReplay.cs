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
        var withKeys = (await vault.WithKeysAsync(ids, ct)).ToHashSet();
        var sealedReporters = (await work.QueryAsync<Guid>(ReportersSql, new { ids }, ct)).ToHashSet();
        var rounds = (await work.QueryAsync<Guid>(RoundsSql, new { ids }, ct)).ToHashSet();
        var reporterKeys = (await vault.WithReporterKeyAsync(ids, ct)).ToDictionary(k => k.SignalId, k => k.CreatedAt);
        return [.. entries.Where(HasComeBack).DistinctBy(e => (e.Signal, e.Scope))];

        // A reporter's key that was made after the old one was destroyed is another one, and stays.
        bool HasComeBack(LedgerEntry e) => e.Scope switch
        {
            ErasureScope.Signal => signals.Contains(e.Signal) || withKeys.Contains(e.Signal),
            ErasureScope.Visits => rounds.Contains(e.Signal) || withKeys.Contains(e.Signal),
            _ => reporterKeys.TryGetValue(e.Signal, out var madeAt) ? madeAt < e.At : sealedReporters.Contains(e.Signal),
        };
    }

    private const string SignalsSql = """
        select s.id from signal s where s.id = any(@ids) and (s.state <> 'erased' or exists (select from signal_record r where r.signal_id = s.id))
        """;

    private const string RoundsSql = """
        select r.id from outreach_round r
        where r.id = any(@ids) and (r.state <> 'destroyed' or exists (select from outreach_visit v where v.round_id = r.id and v.person is not null))
        """;

    private const string ReportersSql = "select signal_id from signal_record where signal_id = any(@ids) and reporter is not null";
}
