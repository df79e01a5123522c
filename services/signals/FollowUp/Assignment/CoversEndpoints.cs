using Nabij.ServiceDefaults.Auth;

namespace Nabij.Signals.FollowUp.Assignment;

/// <summary>Who looks after whose signals while a handler is away.</summary>
internal static class CoversEndpoints
{
    public static void MapCovers(this IEndpointRouteBuilder api)
    {
        var covers = api.MapGroup("/covers").WithTags("Follow-up").RequireAuthorization(Roles.Handler);
        ListCovers.Map(covers);
        NameCover.Map(covers);
        EndCover.Map(covers);
    }
}
