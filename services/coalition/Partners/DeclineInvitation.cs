using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;

namespace Nabij.Coalition.Partners;

internal static class DeclineInvitation
{
    public static void Map(IEndpointRouteBuilder partners) => partners.MapPost("/partners/{id:guid}/decline", HandleAsync)
        .WithName(nameof(DeclineInvitation)).WithSummary("The partner declines for now, and is a prospect again")
        .RequireIfMatch().ProducesProblem(409);

    private static Task<Results<Ok<PartnerAnswer>, ProblemHttpResult>> HandleAsync([AsParameters] Command command) =>
        PartnerChange.ApplyAsync(command, "declined", partner => partner.Decline());
}
