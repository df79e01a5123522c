namespace Nabij.Catalog.Search;

internal static class SearchEndpoints
{
    public static void MapSearch(this IEndpointRouteBuilder api)
    {
        var search = api.MapGroup("").WithTags("Search");
        SearchServices.Map(search.MapGroup("/services"));
        Suggest.Map(search);
        GetIndex.Map(search);
    }
}
