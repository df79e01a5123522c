using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;

namespace Nabij.Coalition.Partners;

internal static class ResumePartner
{
    public static void Map(IEndpointRouteBuilder partners) => partners.MapPost("/partners/{id:guid}/resume", HandleAsync)
        .WithName(nameof(ResumePartner)).WithSummary("The partner takes part again")
        .RequireIfMatch().ProducesProblem(409);

    private static Task<Results<Ok<PartnerAnswer>, ProblemHttpResult>> HandleAsync([AsParameters] Command command) =>
        PartnerChange.ApplyAsync(command, "resumed", partner => partner.Resume());
}
