using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Coalition.Workgroups;

internal sealed record CloseWorkgroupRequest([property: Needed, LengthBetween(3, 500)] string Reason);

internal static class CloseWorkgroup
{
    public static void Map(IEndpointRouteBuilder workgroups) => workgroups.MapPost("/workgroups/{id:guid}/close", HandleAsync)
        .WithName(nameof(CloseWorkgroup)).WithSummary("Close the workgroup, with a reason")
        .RequireIfMatch().ProducesProblem(409);

    private static Task<Results<Ok<WorkgroupAnswer>, ProblemHttpResult>> HandleAsync([AsParameters] Command command, CloseWorkgroupRequest request) =>
        WorkgroupChange.ApplyAsync(command, "closed", workgroup => workgroup.Close(request.Reason));
}
