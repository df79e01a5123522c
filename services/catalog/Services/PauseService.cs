using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Catalog.Services;

/// <param name="Reason">Residents read it: "tot september geen plaats".</param>
internal sealed record PauseServiceRequest([property: Needed, LengthBetween(3, 200)] string Reason);

internal static class PauseService
{
    public static void Map(IEndpointRouteBuilder services) => services.MapPost("/{id:guid}/pause", HandleAsync)
        .WithName(nameof(PauseService)).WithSummary("Take a break: it is not found until it is resumed")
        .RequireIfMatch().ProducesProblem(409);

    private static Task<Results<Ok<ServiceAnswer>, ProblemHttpResult>> HandleAsync([AsParameters] ServiceCommand command, PauseServiceRequest request) =>
        StepOnService.TakeAsync(command, "pause", request.Reason);
}
