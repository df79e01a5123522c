namespace Nabij.Catalog.Supplements;

internal static class SupplementsEndpoints
{
    public static void MapSupplements(this IEndpointRouteBuilder api)
    {
        var supplements = api.MapGroup("/services/{id:guid}/supplements/{municipality}").WithTags("Supplements");
        GetSupplement.Map(supplements);
        PutSupplement.Map(supplements);
        DeleteSupplement.Map(supplements);
    }
}
