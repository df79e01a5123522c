using Nabij.Coalition.Coalitions;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Npgsql;

namespace Nabij.Coalition.Partners;

/// <summary>How a partner is read and written.</summary>
internal static class PartnerRows
{
    /// <summary>Null when it does not exist or is of another municipality.</summary>
    public static Task<Partner?> FindAsync(UnitOfWork work, Guid id, Caller caller, CancellationToken ct) =>
        work.QuerySingleOrDefaultAsync<Partner>(FindSql, new { id, scope = caller.Scope() }, ct);

    /// <summary>As <see cref="FindAsync(UnitOfWork, Guid, Caller, CancellationToken)"/>; nothing in the coalition changes until the end of the transaction.</summary>
    public static async Task<Partner?> FindForChangeAsync(UnitOfWork work, Guid id, Caller caller, CancellationToken ct)
    {
        if (await FindAsync(work, id, caller, ct) is not { } found) return null;
        await CoalitionRows.FindForChangeAsync(work, found.CoalitionId, caller, ct);
        return await FindAsync(work, id, caller, ct);
    }

    /// <inheritdoc cref="FindAsync(UnitOfWork, Guid, Caller, CancellationToken)"/>
    public static Task<Partner?> FindAsync(NpgsqlDataSource db, Guid id, Caller caller, CancellationToken ct) =>
        db.FindAsync<Partner>(FindSql, new { id, scope = caller.Scope() }, ct);

    /// <summary>False when somebody else changed it since it was read.</summary>
    public static async Task<bool> SaveAsync(UnitOfWork work, Partner p, CancellationToken ct)
    {
        var saved = await work.ExecuteAsync(SaveSql,
            new { p.Id, p.Name, p.Kind, p.Domain, p.Tier, status = p.Status.Code(), p.JoinedAt, p.Version }, ct) == 1;
        if (saved) p.Version++;
        return saved;
    }

    public const string Columns = "p.id, p.coalition_id, p.organisation_id, p.name, p.kind, p.domain, p.tier, p.status, p.joined_at, p.version";

    private const string FindSql = $"""
        select {Columns} from partner p join coalition c on c.id = p.coalition_id where p.id = @id and {Access.ToCoalition}
        """;

    private const string SaveSql = """
        update partner set name = @Name, kind = @Kind, domain = @Domain, tier = @Tier, status = @status, joined_at = @JoinedAt, version = version + 1
        where id = @Id and version = @Version
        """;
}
