using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;

namespace Nabij.Catalog.Services;

internal static class SubmitService
{
    public static void Map(IEndpointRouteBuilder services) => services.MapPost("/{id:guid}/submit", HandleAsync)
        .WithName(nameof(SubmitService)).WithSummary("Offer a draft to the editor")
        .RequireIfMatch().ProducesProblem(409);

    private static Task<Results<Ok<ServiceAnswer>, ProblemHttpResult>> HandleAsync([AsParameters] ServiceCommand command) =>
        StepOnService.TakeAsync(command, "submit");
}
