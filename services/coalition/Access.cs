using Nabij.ServiceDefaults.Auth;
using Npgsql;

namespace Nabij.Coalition;

/// <summary>
/// Which coalitions a caller may see: those of the municipalities of the token. The rule stands in each query, so that nothing of another
/// municipality leaves the database, and "not yours" looks the same as "does not exist".
/// </summary>
internal static class Access
{
    /// <summary>A condition on the coalition <c>c</c>; its parameter <c>@scope</c> is <see cref="Scope"/>.</summary>
    public const string ToCoalition = """
        ('*' = any(@scope) or exists (
            select 1 from coalition_municipality s where s.coalition_id = c.id and s.municipality = any(@scope)))
        """;

    public static string[] Scope(this Caller caller) => [.. caller.Municipalities];

    /// <summary>Whether the coalition exists and the caller may see it.</summary>
    public static Task<bool> SeesAsync(this Caller caller, Guid coalition, NpgsqlDataSource db, CancellationToken ct) =>
        db.FindAsync<bool>(SeesSql, new { coalition, scope = caller.Scope() }, ct);

    /// <summary>The coordinator acts for every partner, a member for its own organisation.</summary>
    public static bool ActsForPartner(this Caller caller, Guid? organisation) =>
        caller.Is(Roles.Coordinator) || (organisation is { } id && caller.ActsFor(id));

    private const string SeesSql = $"select exists (select 1 from coalition c where c.id = @coalition and {ToCoalition})";
}
