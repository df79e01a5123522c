namespace Nabij.Catalog.Duplicates;

internal static class DuplicatesEndpoints
{
    public static void MapDuplicates(this IEndpointRouteBuilder api) => FindDuplicates.Map(api.MapGroup("/services").WithTags("Duplicates"));
}
