using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Catalog.Services;

/// <param name="SuccessorId">The service that takes its place.</param>
internal sealed record ArchiveServiceRequest([property: Needed, LengthBetween(3, 200)] string Reason, Guid? SuccessorId = null);

internal static class ArchiveService
{
    public static void Map(IEndpointRouteBuilder services) => services.MapPost("/{id:guid}/archive", HandleAsync)
        .WithName(nameof(ArchiveService)).WithSummary("End it for good")
        .RequireIfMatch().ProducesProblem(409);

    private static Task<Results<Ok<ServiceAnswer>, ProblemHttpResult>> HandleAsync([AsParameters] ServiceCommand command, ArchiveServiceRequest request) =>
        StepOnService.TakeAsync(command, "archive", request.Reason, request.SuccessorId);
}
