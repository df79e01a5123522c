using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;

namespace Nabij.Catalog.Services;

internal static class PublishService
{
    public static void Map(IEndpointRouteBuilder services) => services.MapPost("/{id:guid}/publish", HandleAsync)
        .WithName(nameof(PublishService)).WithSummary("Let residents find it")
        .RequireIfMatch().ProducesProblem(409);

    private static Task<Results<Ok<ServiceAnswer>, ProblemHttpResult>> HandleAsync([AsParameters] ServiceCommand command) =>
        StepOnService.TakeAsync(command, "publish");
}
