using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Coalition.Workgroups;

internal static class EndMembership
{
    public static void Map(IEndpointRouteBuilder workgroups) => workgroups.MapPost("/workgroups/{id:guid}/members/{personId:guid}/end", HandleAsync)
        .WithName(nameof(EndMembership)).WithSummary("End somebody's seat; without a lead the workgroup pauses")
        .RequireIfMatch();

    private static async Task<Results<Ok<WorkgroupAnswer>, ProblemHttpResult>> HandleAsync([AsParameters] Command command, Guid personId)
    {
        var (id, caller, match, work, clock, http, ct) = command;
        var group = await WorkgroupRows.FindForChangeAsync(work, id, caller, ct);
        if (group is null || !group.IsManagedBy(caller)) return Problem.NotFound();
        if (!match.Allows(group.Version)) return Problem.PreconditionFailed();
        if (!group.End(personId)) return Problem.NotFound();

        await SeatEnding.SaveAsync(work, group, [personId], caller.Subject, clock, ct);
        await work.CommitAsync(ct);
        ETag.Set(http, group.Version);
        return TypedResults.Ok(WorkgroupAnswer.Of(group));
    }
}
