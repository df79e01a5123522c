using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;

namespace Nabij.Coalition.Gaps;

/// <summary>How a gap is read and written.</summary>
internal static class GapRows
{
    /// <summary>A gap that is seen: not while it is only counted. Null when it does not exist or is of another municipality.</summary>
    public static Task<Gap?> FindAsync(UnitOfWork work, Guid id, Caller caller, CancellationToken ct) =>
        work.QuerySingleOrDefaultAsync<Gap>(FindSql, new { id, scope = caller.Scope() }, ct);

    /// <summary>Nobody else changes it until the end of the transaction.</summary>
    public static Task<Gap?> FindForChangeAsync(UnitOfWork work, Guid id, CancellationToken ct) =>
        work.QuerySingleOrDefaultAsync<Gap>($"select {Columns} from gap g where g.id = @id for no key update", new { id }, ct);

    /// <summary>The one that is not closed; the caller holds the lock of the municipality.</summary>
    public static Task<Gap?> FindOpenAsync(UnitOfWork work, string municipality, string supportType, string? targetGroup, CancellationToken ct) =>
        work.QuerySingleOrDefaultAsync<Gap>(OpenSql, new { municipality, supportType, targetGroup }, ct);

    /// <summary>False when somebody else changed it since it was read.</summary>
    public static async Task<bool> SaveAsync(UnitOfWork work, Gap gap, CancellationToken ct)
    {
        var saved = await work.ExecuteAsync(gap.Version == 0 ? InsertSql : UpdateSql, new
        {
            gap.Id,
            gap.Municipality,
            gap.SupportType,
            gap.TargetGroup,
            status = gap.Status.Code(),
            gap.Needs,
            gap.FirstNeedAt,
            gap.LastNeedAt,
            gap.IdentifiedAt,
            gap.ClosedReason,
            gap.Version,
        }, ct) == 1;
        if (saved) gap.Version++;
        return saved;
    }

    public const string Columns = """
        g.id, g.municipality, g.support_type, g.target_group, g.status, g.needs, g.first_need_at, g.last_need_at, g.identified_at,
        g.closed_reason, g.version,
        array(select a.id from agreement a where a.gap_id = g.id and a.status <> 'cancelled' order by a.number) as agreement_ids
        """;

    /// <summary>A condition on the gap <c>g</c>: some coalition of the caller covers its municipality.</summary>
    public const string Seen = $"""
        g.status <> 'counting' and exists (
            select 1 from coalition_municipality m join coalition c on c.id = m.coalition_id
            where m.municipality = g.municipality and {Access.ToCoalition})
        """;

    private const string FindSql = $"select {Columns} from gap g where g.id = @id and {Seen} for no key update of g";

    private const string OpenSql = $"""
        select {Columns} from gap g
        where g.municipality = @municipality and g.support_type = @supportType and g.target_group is not distinct from @targetGroup
          and g.status <> 'closed'
        for no key update
        """;

    private const string InsertSql = """
        insert into gap (id, municipality, support_type, target_group, status, needs, first_need_at, last_need_at, identified_at, version)
        values (@Id, @Municipality, @SupportType, @TargetGroup, @status, @Needs, @FirstNeedAt, @LastNeedAt, @IdentifiedAt, 1)
        """;

    private const string UpdateSql = """
        update gap set status = @status, needs = @Needs, first_need_at = @FirstNeedAt, last_need_at = @LastNeedAt,
            identified_at = @IdentifiedAt, closed_reason = @ClosedReason, version = version + 1
        where id = @Id and version = @Version
        """;
}
