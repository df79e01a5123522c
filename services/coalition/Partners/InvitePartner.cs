using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;

namespace Nabij.Coalition.Partners;

internal static class InvitePartner
{
    public static void Map(IEndpointRouteBuilder partners) => partners.MapPost("/partners/{id:guid}/invite", HandleAsync)
        .WithName(nameof(InvitePartner)).WithSummary("Invite a prospect")
        .RequireIfMatch().ProducesProblem(409);

    private static Task<Results<Ok<PartnerAnswer>, ProblemHttpResult>> HandleAsync([AsParameters] Command command) =>
        PartnerChange.ApplyAsync(command, "invited", partner => partner.Invite());
}
