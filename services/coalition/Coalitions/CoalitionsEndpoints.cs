namespace Nabij.Coalition.Coalitions;

/// <summary>The coalition of a municipality, or of several together.</summary>
internal static class CoalitionsEndpoints
{
    public static void MapCoalitions(this IEndpointRouteBuilder api)
    {
        var coalitions = api.MapGroup("/coalitions").WithTags("Coalitions");

        var read = coalitions.MapGroup("").RequireAuthorization("coordinator|member");
        ListCoalitions.Map(read);
        GetCoalition.Map(read);

        var steer = coalitions.MapGroup("").RequireAuthorization("coordinator");
        FoundCoalition.Map(steer);
        ChangeCoalition.Map(steer);
        ActivateCoalition.Map(steer);
        SuspendCoalition.Map(steer);
        EndCoalition.Map(steer);
    }
}
