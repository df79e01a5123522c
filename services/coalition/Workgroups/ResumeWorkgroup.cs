using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;

namespace Nabij.Coalition.Workgroups;

internal static class ResumeWorkgroup
{
    public static void Map(IEndpointRouteBuilder workgroups) => workgroups.MapPost("/workgroups/{id:guid}/resume", HandleAsync)
        .WithName(nameof(ResumeWorkgroup)).WithSummary("Resume the work; names all that is missing meanwhile")
        .RequireIfMatch().ProducesProblem(409);

    private static Task<Results<Ok<WorkgroupAnswer>, ProblemHttpResult>> HandleAsync([AsParameters] Command command) =>
        WorkgroupChange.ApplyAsync(command, "resumed", workgroup => workgroup.Resume());
}
