using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;

namespace Nabij.Coalition.Partners;

internal static class SuspendPartner
{
    public static void Map(IEndpointRouteBuilder partners) => partners.MapPost("/partners/{id:guid}/suspend", HandleAsync)
        .WithName(nameof(SuspendPartner)).WithSummary("The partner does not take part for a while")
        .RequireIfMatch().ProducesProblem(409);

    private static Task<Results<Ok<PartnerAnswer>, ProblemHttpResult>> HandleAsync([AsParameters] Command command) =>
        PartnerChange.ApplyAsync(command, "suspended", partner => partner.Suspend());
}
