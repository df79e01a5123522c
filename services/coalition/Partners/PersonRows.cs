using Nabij.Coalition.Coalitions;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;

namespace Nabij.Coalition.Partners;

/// <summary>How a person is read and written.</summary>
internal static class PersonRows
{
    /// <summary>
    /// Null when the person does not exist, or is of an organisation that the caller does not act for. Nothing in the coalition changes until
    /// the end of the transaction.
    /// </summary>
    public static async Task<Person?> FindForChangeAsync(UnitOfWork work, Guid id, Caller caller, CancellationToken ct)
    {
        var coalition = await work.QuerySingleOrDefaultAsync<Guid?>(CoalitionSql, new { id }, ct);
        if (coalition is not { } known || await CoalitionRows.FindForChangeAsync(work, known, caller, ct) is null) return null;
        var person = await work.QuerySingleOrDefaultAsync<Person>(FindSql, new { id, scope = caller.Scope() }, ct);
        return person is not null && caller.ActsForPartner(person.OrganisationId) ? person : null;
    }

    /// <summary>False when somebody else changed it since it was read.</summary>
    public static async Task<bool> SaveAsync(UnitOfWork work, Person h, CancellationToken ct)
    {
        var saved = await work.ExecuteAsync(SaveSql, new { h.Id, h.Name, h.RoleTitle, h.Account, h.Email, h.ErasedAt, h.Version }, ct) == 1;
        if (saved) h.Version++;
        return saved;
    }

    public const string Columns = "h.id, h.partner_id, p.organisation_id, h.name, h.role_title, h.account, h.email, h.erased_at, h.version";

    public const string FindSql = $"""
        select {Columns} from person h join partner p on p.id = h.partner_id join coalition c on c.id = p.coalition_id
        where h.id = @id and {Access.ToCoalition}
        """;

    private const string CoalitionSql = "select p.coalition_id from person h join partner p on p.id = h.partner_id where h.id = @id";

    private const string SaveSql = """
        update person set name = @Name, role_title = @RoleTitle, account = @Account, email = @Email, erased_at = @ErasedAt, version = version + 1
        where id = @Id and version = @Version
        """;
}
