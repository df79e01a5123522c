using Nabij.ServiceDefaults.Auth;

namespace Nabij.Catalog.Services;

/// <summary>The services that a caller keeps, as a condition on <c>service s</c>: the rule of <see cref="Service.MayBeChangedBy"/>, for lists.</summary>
internal static class OwnServices
{
    public const string ConditionSql = "((@isEditor and (@everywhere or s.municipalities && @mine)) or (@isProvider and s.organisation_id = @organisation::uuid))";

    public static object Args(Caller caller) => new
    {
        isEditor = caller.Is(Roles.Editor),
        everywhere = caller.ActsEverywhere,
        mine = caller.Municipalities.ToArray(),
        isProvider = caller.Is(Roles.Provider),
        organisation = caller.Organisation,
    };
}
