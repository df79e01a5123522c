namespace Nabij.Catalog.Search.ResultCodes;

internal static class ResultCodesEndpoints
{
    public static void MapResultCodes(this IEndpointRouteBuilder api)
    {
        var codes = api.MapGroup("/result-codes").WithTags("Search");
        MakeResultCode.Map(codes);
        GetResultCode.Map(codes);
    }
}
