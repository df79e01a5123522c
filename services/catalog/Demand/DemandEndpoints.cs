namespace Nabij.Catalog.Demand;

internal static class DemandEndpoints
{
    public static void MapDemand(this IEndpointRouteBuilder api) => GetDemand.Map(api.MapGroup("/services").WithTags("Demand"));
}
