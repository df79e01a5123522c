namespace Nabij.Catalog.Corrections;

internal static class CorrectionsEndpoints
{
    public static void MapCorrections(this IEndpointRouteBuilder api)
    {
        MakeCorrection.Map(api.MapGroup("/services").WithTags("Corrections"));

        var corrections = api.MapGroup("/corrections").WithTags("Corrections");
        DecideCorrection.Map(corrections);

        var read = corrections.MapGroup("").RequireAuthorization("editor|provider");
        ListCorrections.Map(read);
        GetCorrection.Map(read);
    }
}
