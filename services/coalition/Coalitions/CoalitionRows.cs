using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;

namespace Nabij.Coalition.Coalitions;

/// <summary>How a coalition is read and written.</summary>
internal static class CoalitionRows
{
    /// <summary>Null when it does not exist or is of another municipality.</summary>
    public static Task<MunicipalCoalition?> FindAsync(UnitOfWork work, Guid id, Caller caller, CancellationToken ct) =>
        work.QuerySingleOrDefaultAsync<MunicipalCoalition>(FindSql, new { id, scope = caller.Scope() }, ct);

    /// <summary>
    /// As <see cref="FindAsync"/>, and nobody else changes the coalition or anything in it until the end of the transaction: every change of a
    /// partner, person, workgroup or agreement locks its coalition first, so that their rules hold together and no two changes wait for each
    /// other. Locks first and reads after: a statement that waits for a lock would see the rows of before.
    /// </summary>
    public static async Task<MunicipalCoalition?> FindForChangeAsync(UnitOfWork work, Guid id, Caller caller, CancellationToken ct)
    {
        await work.ExecuteAsync(LockSql, new { id }, ct);
        return await FindAsync(work, id, caller, ct);
    }

    /// <summary>False when somebody else changed it since it was read.</summary>
    public static async Task<bool> SaveAsync(UnitOfWork work, MunicipalCoalition c, CancellationToken ct)
    {
        var saved = await work.ExecuteAsync(SaveSql,
            new { c.Id, c.Version, c.Name, status = c.Status.Code(), c.Coordinator, c.GapThreshold, c.EndedReason }, ct) == 1;
        if (saved) c.Version++;
        return saved;
    }

    public const string Columns = """
        c.id, c.name, c.status, c.coordinator, c.gap_threshold, c.ended_reason, c.founded_at, c.version,
        array(select m.municipality from coalition_municipality m where m.coalition_id = c.id order by 1) as municipalities,
        array(select p.domain from partner p where p.coalition_id = c.id and p.status = 'active' order by 1) as partner_domains
        """;

    public const string FindSql = $"select {Columns} from coalition c where c.id = @id and {Access.ToCoalition}";

    private const string LockSql = "select 1 from coalition where id = @id for no key update";

    private const string SaveSql = """
        update coalition set name = @Name, status = @status, coordinator = @Coordinator, gap_threshold = @GapThreshold,
            ended_reason = @EndedReason, version = version + 1
        where id = @Id and version = @Version
        """;
}
