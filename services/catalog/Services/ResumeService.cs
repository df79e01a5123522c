using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;

namespace Nabij.Catalog.Services;

internal static class ResumeService
{
    public static void Map(IEndpointRouteBuilder services) => services.MapPost("/{id:guid}/resume", HandleAsync)
        .WithName(nameof(ResumeService)).WithSummary("End a pause")
        .RequireIfMatch().ProducesProblem(409);

    private static Task<Results<Ok<ServiceAnswer>, ProblemHttpResult>> HandleAsync([AsParameters] ServiceCommand command) =>
        StepOnService.TakeAsync(command, "resume");
}
