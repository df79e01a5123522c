namespace Nabij.Catalog.Search;

internal static class SearchEndpoints
{
    public static void MapSearch(this IEndpointRouteBuilder api) => SearchServices.Map(api.MapGroup("/services").WithTags("Search"));
}
