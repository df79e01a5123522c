namespace Nabij.Catalog.Exports;

internal static class ExportsEndpoints
{
    public static void MapExports(this IEndpointRouteBuilder api)
    {
        var exports = api.MapGroup("/exports").WithTags("Exports");
        ExportSheet.Map(exports);
        ExportLines.Map(exports);
    }
}
