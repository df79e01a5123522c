namespace Nabij.Catalog.Proposals;

/// <summary>A proposal is made by <c>PUT /services/{id}</c>.</summary>
internal static class ProposalsEndpoints
{
    public static void MapProposals(this IEndpointRouteBuilder api)
    {
        var proposals = api.MapGroup("/proposals").WithTags("Proposals");
        DecideProposal.Map(proposals);

        var read = proposals.MapGroup("").RequireAuthorization("editor|provider");
        ListProposals.Map(read);
        GetProposal.Map(read);
    }
}
