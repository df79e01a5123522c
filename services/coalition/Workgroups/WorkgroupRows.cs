using Nabij.Coalition.Coalitions;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;

namespace Nabij.Coalition.Workgroups;

/// <summary>How a workgroup is read and written.</summary>
internal static class WorkgroupRows
{
    /// <summary>Null when it does not exist or is of another municipality. Nothing in its coalition changes until the end of the transaction.</summary>
    public static async Task<Workgroup?> FindForChangeAsync(UnitOfWork work, Guid id, Caller caller, CancellationToken ct)
    {
        var coalition = await work.QuerySingleOrDefaultAsync<Guid?>("select coalition_id from workgroup where id = @id", new { id }, ct);
        return coalition is { } known && await CoalitionRows.FindForChangeAsync(work, known, caller, ct) is not null
            ? await ReadAsync(work, id, ct)
            : null;
    }

    /// <summary>Any workgroup; the caller holds the lock of its coalition.</summary>
    public static async Task<Workgroup> ReadAsync(UnitOfWork work, Guid id, CancellationToken ct) =>
        (await work.QuerySingleAsync<Workgroup>($"select {Columns} from workgroup w where w.id = @id", new { id }, ct))
            .With(await work.QueryAsync<Seat>(SeatsSql, new { id }, ct));

    /// <summary>False when somebody else changed it since it was read.</summary>
    public static async Task<bool> SaveAsync(UnitOfWork work, Workgroup w, CancellationToken ct)
    {
        var saved = await work.ExecuteAsync(SaveSql,
            new { w.Id, w.Name, w.Purpose, w.DecisionMethod, w.Components, status = w.Status.Code(), w.ClosedReason, w.Version }, ct) == 1;
        if (saved) w.Version++;
        return saved;
    }

    private const string Columns = "w.id, w.coalition_id, w.name, w.purpose, w.decision_method, w.components, w.status, w.closed_reason, w.version";

    public const string FindSql = $"""
        select {Columns} from workgroup w join coalition c on c.id = w.coalition_id where w.id = @id and {Access.ToCoalition}
        """;

    public const string SeatsSql = """
        select h.id as person_id, h.name as person_name, h.account, p.id as partner_id, p.name as partner_name, s.role, s.designated_date
        from seat s join person h on h.id = s.person_id join partner p on p.id = h.partner_id
        where s.workgroup_id = @id and s.ceased_date is null
        order by s.id
        """;

    private const string SaveSql = """
        update workgroup set name = @Name, purpose = @Purpose, decision_method = @DecisionMethod, components = @Components, status = @status,
            closed_reason = @ClosedReason, version = version + 1
        where id = @Id and version = @Version
        """;
}
