using Nabij.ServiceDefaults.Auth;

namespace Nabij.Catalog.Demand;

/// <summary>Rows of the municipalities of a caller, or of the one that was asked for; as a condition on a column <c>municipality</c>.</summary>
internal static class Access
{
    public const string ConditionSql = "((@everywhere or municipality = any(@mine)) and (@municipality::text is null or municipality = @municipality))";

    public static object Args(Caller caller, string? municipality) => new { everywhere = caller.ActsEverywhere, mine = caller.Municipalities.ToArray(), municipality };

    /// <summary>False: answer 403.</summary>
    public static bool MayAsk(Caller caller, string? municipality) => municipality is null || caller.ActsIn(municipality);
}
