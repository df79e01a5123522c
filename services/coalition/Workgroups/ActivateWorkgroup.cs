using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;

namespace Nabij.Coalition.Workgroups;

internal static class ActivateWorkgroup
{
    public static void Map(IEndpointRouteBuilder workgroups) => workgroups.MapPost("/workgroups/{id:guid}/activate", HandleAsync)
        .WithName(nameof(ActivateWorkgroup)).WithSummary("Start the work; names all that is still missing")
        .RequireIfMatch().ProducesProblem(409);

    private static Task<Results<Ok<WorkgroupAnswer>, ProblemHttpResult>> HandleAsync([AsParameters] Command command) =>
        WorkgroupChange.ApplyAsync(command, "activated", workgroup => workgroup.Activate());
}
