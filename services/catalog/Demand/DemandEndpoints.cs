using Nabij.Messaging;

namespace Nabij.Catalog.Demand;

internal static class DemandEndpoints
{
    public static void MapDemand(this IEndpointRouteBuilder api)
    {
        var demand = api.MapGroup("").WithTags("Demand");
        GetDemand.Map(demand.MapGroup("/services"));
        ListUnmetDemand.Map(demand.MapGroup("/demand"));
        ListInvitations.Map(demand);
        ListWanted.Map(demand);
    }

    public static IServiceCollection AddDemand(this IServiceCollection services) => services
        .AddWorker<UnmetSearches>()
        .AddWorker<UnmetDemandRound>();
}
