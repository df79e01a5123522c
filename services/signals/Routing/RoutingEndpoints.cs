using Nabij.ServiceDefaults.Auth;

namespace Nabij.Signals.Routing;

internal static class RoutingEndpoints
{
    public static void MapRouting(this IEndpointRouteBuilder api)
    {
        var routing = api.MapGroup("/municipalities/{code}/routing").WithTags("Routing").RequireAuthorization(Roles.Coordinator);
        GetRouting.Map(routing);
        SetRouting.Map(routing);
    }
}
