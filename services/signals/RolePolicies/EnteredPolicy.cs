using Nabij.Messaging;
using Nabij.Reference.Calendar;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Signals.RolePolicies;

/// <summary>The policy of a role in one municipality on one day.</summary>
/// <param name="LegalReference">That the municipality entered; without one the law of the table.</param>
/// <param name="ValidUntil">Last day of what was entered.</param>
internal sealed record PolicyHere(RolePolicy Policy, string LegalReference, DateOnly? ValidUntil, Text? Closed)
{
    private static readonly Text NotEntered = (
        "Deze gemeente heeft voor uw functie nog geen wettelijke grondslag ingevuld. Daarom kunt u hier nu niet in uw functie melden.",
        "This municipality has not entered a legal basis for your role yet. So you cannot report in your role here now.");

    public static PolicyHere Of(RolePolicy policy, EnteredPolicy? entered, DateOnly today)
    {
        Text? closed = !policy.Basis.IsEntered ? null
            : entered is null ? NotEntered
            : entered.ValidUntil < today ? Ended(entered.ValidUntil) : null;
        return new PolicyHere(policy, entered?.LegalReference ?? policy.Basis.Law, entered?.ValidUntil, closed);
    }

    private static Text Ended(DateOnly day) => (
        $"De wettelijke grondslag voor uw functie liep in deze gemeente tot en met {day:dd-MM-yyyy}. Daarom kunt u hier nu niet in uw functie melden.",
        $"The legal basis for your role in this municipality ended after {day:yyyy-MM-dd}. So you cannot report in your role here now.");
}

/// <summary>What a municipality entered for a role.</summary>
internal sealed record EnteredPolicy
{
    public string Role { get; init; } = "";
    public string LegalReference { get; init; } = "";
    public DateOnly ValidUntil { get; init; }
    public long Version { get; init; }

    public const string FindSql = "select role, legal_reference, valid_until, version from role_policy where municipality = @municipality and (@role::text is null or role = @role)";
}

internal static class RolePolicyStore
{
    /// <summary>What holds for a reporter of this role; only for a role that asks for it a look in the database is needed.</summary>
    public static async Task<PolicyHere> PolicyAsync(this UnitOfWork work, string municipality, string? role, DateTimeOffset now, CancellationToken ct)
    {
        var policy = RolePolicy.For(role);
        var entered = policy.Basis.IsEntered ? await work.QuerySingleOrDefaultAsync<EnteredPolicy>(EnteredPolicy.FindSql, new { municipality, role }, ct) : null;
        return PolicyHere.Of(policy, entered, DutchDay.Of(now));
    }
}
