using Nabij.ServiceDefaults.Auth;

namespace Nabij.Signals.RolePolicies;

internal static class RolePoliciesEndpoints
{
    public static void MapRolePolicies(this IEndpointRouteBuilder api)
    {
        ListReporterRoles.Map(api.MapGroup("").WithTags("Intake").AllowAnonymous());
        var policies = api.MapGroup("/municipalities/{code}/role-policies/{role}").WithTags("Role policies").RequireAuthorization(Roles.Coordinator);
        GetRolePolicy.Map(policies);
        EnterRolePolicy.Map(policies);
    }
}
