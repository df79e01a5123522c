using Dapper;
using Npgsql;

namespace Nabij.Signals.Logs;

/// <summary>
/// Proves the audit log of a municipality: each row hashes to what stands in it, follows the row before it, and none is missing in between. Rows that were cut off
/// at the end are seen only by who kept a head of before.
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
        return await connection.QueryAsync<string>(new CommandDefinition("select distinct municipality from audit_log order by 1", cancellationToken: ct));
    }

    private const string VerifySql = """
        select @municipality as municipality, count(*) as rows, min(seq) filter (where broken) as first_broken,
               @knownSeq::bigint is null or exists (
                   select from audit_log k where k.municipality = @municipality and k.seq = @knownSeq and k.hash = @knownHash) as head_is_known,
               max(seq) as head_seq,
               (select encode(h.hash, 'hex') from audit_log h where h.municipality = @municipality order by h.seq desc limit 1) as head_hash
        from (
            select a.seq, a.hash is distinct from audit_hash(a) or a.seq <> row_number() over w or a.previous <> coalesce(lag(a.hash) over w, ''::bytea) as broken
            from audit_log a where a.municipality = @municipality window w as (order by a.seq)
        ) checked
        """;
}

/// <param name="FirstBroken">Number of the first row that does not fit; absent when all do.</param>
/// <param name="HeadIsKnown">The head that was given is a row of the chain; true when none was given.</param>
/// <param name="HeadSeq">Keep it with <paramref name="HeadHash"/>, apart: the next time they prove that nothing was cut off.</param>
internal sealed record AuditProof(string Municipality, long Rows, long? FirstBroken, bool HeadIsKnown, long? HeadSeq, string? HeadHash)
{
    public bool Intact => FirstBroken is null && HeadIsKnown;
}
