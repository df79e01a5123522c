using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;

namespace Nabij.Coalition.Coalitions;

internal static class SuspendCoalition
{
    public static void Map(IEndpointRouteBuilder coalitions) => coalitions.MapPost("/{id:guid}/suspend", HandleAsync)
        .WithName(nameof(SuspendCoalition)).WithSummary("Let the coalition lie dormant")
        .RequireIfMatch().ProducesProblem(409);

    private static Task<Results<Ok<CoalitionAnswer>, ProblemHttpResult>> HandleAsync([AsParameters] Command command) =>
        CoalitionChange.ApplyAsync(command, "suspended", coalition => coalition.Suspend());
}
