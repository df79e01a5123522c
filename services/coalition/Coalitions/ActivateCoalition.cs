using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;

namespace Nabij.Coalition.Coalitions;

internal static class ActivateCoalition
{
    public static void Map(IEndpointRouteBuilder coalitions) => coalitions.MapPost("/{id:guid}/activate", HandleAsync)
        .WithName(nameof(ActivateCoalition)).WithSummary("Start or resume the work; needs a coordinator and two partners from two domains")
        .RequireIfMatch().ProducesProblem(409);

    private static Task<Results<Ok<CoalitionAnswer>, ProblemHttpResult>> HandleAsync([AsParameters] Command command) =>
        CoalitionChange.ApplyAsync(command, "activated", coalition => coalition.Activate());
}
