using Dapper;
using Npgsql;

namespace Nabij.Signals.Logs;

/// <summary>
/// Proves the audit log of a municipality: each row hashes to what stands in it, follows the row before it, and none is missing in between. Where rows were removed
/// after their term, the first one follows the anchor. Rows that were cut off at the end are seen only by who kept a head of before.
/// </summary>
internal static class AuditChain
{
    public static async Task<AuditProof> VerifyAsync(NpgsqlDataSource db, string municipality, long? knownSeq, byte[]? knownHash, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<AuditProof>(new CommandDefinition(VerifySql, new { municipality, knownSeq, knownHash }, cancellationToken: ct));
    }

    public static async Task<IEnumerable<string>> MunicipalitiesAsync(NpgsqlDataSource db, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        return await connection.QueryAsync<string>(new CommandDefinition(MunicipalitiesSql, cancellationToken: ct));
    }

    // One after the other by the index: they are few, and the rows are many.
    private const string MunicipalitiesSql = """
        with recursive m as (
            (select municipality from audit_log order by municipality limit 1)
            union all
            select (select a.municipality from audit_log a where a.municipality > m.municipality order by a.municipality limit 1) from m where m.municipality is not null
        )
        select municipality from m where municipality is not null union select municipality from audit_anchor order by 1
        """;

    // The last row is never removed: an anchor without rows is a break as well.
    private const string VerifySql = """
        select @municipality as municipality, count(*) as rows,
               coalesce(min(c.seq) filter (where c.broken),
                   case when count(*) = 0 then (select n.seq + 1 from audit_anchor n where n.municipality = @municipality) end) as first_broken,
               @knownSeq::bigint is null or exists (
                   select from audit_log k where k.municipality = @municipality and k.seq = @knownSeq and k.hash = @knownHash
                   union all select from audit_anchor k where k.municipality = @municipality and k.seq = @knownSeq and k.hash = @knownHash) as head_is_known,
               max(c.seq) as head_seq,
               (select encode(h.hash, 'hex') from audit_log h where h.municipality = @municipality order by h.seq desc limit 1) as head_hash,
               (select n.seq from audit_anchor n where n.municipality = @municipality) as removed_up_to
        from audit_checked c where c.municipality = @municipality
        """;
}

/// <param name="FirstBroken">Number of the first row that does not fit; absent when all do.</param>
/// <param name="Rows">That are there.</param>
/// <param name="HeadIsKnown">The head that was given is a row of the chain, or the last one that was removed after its term; true when none was given.</param>
/// <param name="HeadSeq">Keep it with <paramref name="HeadHash"/>, apart: the next time they prove that nothing was cut off.</param>
/// <param name="RemovedUpTo">Number of the last row that was removed after its term; a head of before it is not known any more. Absent when none was.</param>
internal sealed record AuditProof(string Municipality, long Rows, long? FirstBroken, bool HeadIsKnown, long? HeadSeq, string? HeadHash, long? RemovedUpTo)
{
    public bool Intact => FirstBroken is null && HeadIsKnown;
}
