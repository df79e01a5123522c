namespace Nabij.Catalog.Imports;

internal static class ImportsEndpoints
{
    public static IServiceCollection AddImports(this IServiceCollection services) => services.AddSingleton<ImportRun>().AddHostedService<ImportWorker>();

    public static void MapImports(this IEndpointRouteBuilder api)
    {
        var imports = api.MapGroup("/imports").WithTags("Imports");
        GetTemplate.Map(imports);

        var keep = imports.MapGroup("").RequireAuthorization("editor");
        StartImport.Map(keep);
        ListImports.Map(keep);
        GetImport.Map(keep);
        ListImportErrors.Map(keep);
        ListImportHints.Map(keep);
        ApplyImport.Map(keep);
    }
}
