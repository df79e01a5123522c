namespace Nabij.Catalog.Comparison;

internal static class ComparisonEndpoints
{
    public static void MapComparison(this IEndpointRouteBuilder api) => CompareServices.Map(api.MapGroup("/services").WithTags("Comparison"));
}
