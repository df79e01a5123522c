using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Search.Dutch;

internal static class SynonymsEndpoints
{
    public static readonly Text NotYours = ("U werkt niet voor deze gemeente.", "You do not work for this municipality.");

    public static void MapSynonyms(this IEndpointRouteBuilder api)
    {
        var synonyms = api.MapGroup("/synonyms").WithTags("Synonyms").RequireAuthorization(Roles.Editor);
        GetSynonyms.Map(synonyms);
        PutSynonyms.Map(synonyms);
    }
}
