namespace Nabij.Catalog.Hsds;

/// <summary>
/// Open Referral HSDS 3.0 for other directories: open to everyone and to every origin. The standard has its own paths, names, envelopes and document, so
/// none of this stands in the OpenAPI document of <c>/v1</c>.
/// </summary>
internal static class HsdsEndpoints
{
    /// <summary>All versions of the standard are below this path.</summary>
    public const string Family = "/catalog/hsds";

    public const string Root = Family + "/v3";

    public static void AddHsds(this WebApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection("Hsds").Get<HsdsOptions>() ?? new HsdsOptions();
        builder.Services.AddSingleton(options).AddSingleton(new ServiceMapping(options));
    }

    public static void MapHsds(this IEndpointRouteBuilder app)
    {
        var hsds = app.MapGroup(Root).AllowAnonymous().ExcludeFromDescription();
        HsdsRoot.Map(hsds);
        HsdsProfile.Map(hsds);
        HsdsServices.Map(hsds);
        HsdsPlaces.Map(hsds);
        HsdsOrganizations.Map(hsds);
        HsdsTaxonomies.Map(hsds);
    }

    /// <summary>GET, and HEAD as every GET should have.</summary>
    public static RouteHandlerBuilder MapRead(this IEndpointRouteBuilder group, string path, Delegate handler) => group.MapMethods(path, ["GET", "HEAD"], handler);
}
