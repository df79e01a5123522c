namespace Nabij.Catalog.Organisations;

internal static class OrganisationsEndpoints
{
    public static void MapOrganisations(this IEndpointRouteBuilder api)
    {
        var organisations = api.MapGroup("/organisations").WithTags("Organisations");

        ListOrganisations.Map(organisations);
        GetOrganisation.Map(organisations);
        PutOrganisation.Map(organisations);
    }
}
