using Nabij.ServiceDefaults.Auth;

namespace Nabij.Catalog.Search.Dutch;

internal static class SynonymsEndpoints
{
    public static void MapSynonyms(this IEndpointRouteBuilder api)
    {
        var synonyms = api.MapGroup("/synonyms").WithTags("Synonyms").RequireAuthorization(Roles.Editor);
        GetSynonyms.Map(synonyms);
        PutSynonyms.Map(synonyms);
    }
}
