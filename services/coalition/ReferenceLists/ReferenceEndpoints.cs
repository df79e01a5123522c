using Nabij.ServiceDefaults.Http;

namespace Nabij.Coalition.ReferenceLists;

/// <summary>The lists of the platform, open to everyone.</summary>
internal static class ReferenceEndpoints
{
    public static void MapReference(this IEndpointRouteBuilder api)
    {
        var reference = api.MapGroup("/reference").WithTags("Reference").AllowAnonymous().WithPublicCaching();
        IndexReference.Map(reference);
        GetReferenceList.Map(reference);
        ListMunicipalities.Map(reference);
        ListPostcodes.Map(reference);
    }
}
