using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;

namespace Nabij.Coalition.Workgroups;

internal static class PauseWorkgroup
{
    public static void Map(IEndpointRouteBuilder workgroups) => workgroups.MapPost("/workgroups/{id:guid}/pause", HandleAsync)
        .WithName(nameof(PauseWorkgroup)).WithSummary("Pause the work")
        .RequireIfMatch().ProducesProblem(409);

    private static Task<Results<Ok<WorkgroupAnswer>, ProblemHttpResult>> HandleAsync([AsParameters] Command command) =>
        WorkgroupChange.ApplyAsync(command, "paused", workgroup => workgroup.Pause());
}
