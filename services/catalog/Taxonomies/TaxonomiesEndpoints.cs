namespace Nabij.Catalog.Taxonomies;

internal static class TaxonomiesEndpoints
{
    public static void MapTaxonomies(this IEndpointRouteBuilder api)
    {
        var taxonomies = api.MapGroup("/taxonomies").WithTags("Taxonomies");
        GetTaxonomy.Map(taxonomies);
        PutTaxonomy.Map(taxonomies);

        var labels = api.MapGroup("/services/{id:guid}/labels/{municipality}").WithTags("Taxonomies");
        GetLabels.Map(labels);
        PutLabels.Map(labels);
    }
}
