using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Coalition.Workgroups;

/// <summary>What every change of a workgroup does around its own rule.</summary>
internal static class WorkgroupChange
{
    /// <param name="what">For the history.</param>
    /// <param name="rule">The change itself; null when it was made.</param>
    public static async Task<Results<Ok<WorkgroupAnswer>, ProblemHttpResult>> ApplyAsync(
        Command command, string what, Func<Workgroup, Refusal?> rule)
    {
        var (id, caller, match, work, clock, http, ct) = command;
        var workgroup = await WorkgroupRows.FindForChangeAsync(work, id, caller, ct);
        if (workgroup is null || !workgroup.IsManagedBy(caller)) return Problem.NotFound();
        if (!match.Allows(workgroup.Version)) return Problem.PreconditionFailed();
        if (rule(workgroup) is { } refusal) return refusal.ToProblem();

        await WorkgroupRows.SaveAsync(work, workgroup, ct);
        await History.AddAsync(work, History.Workgroup, id, workgroup.Version, what, caller.Subject, clock.GetUtcNow(), ct: ct);
        await work.CommitAsync(ct);
        ETag.Set(http, workgroup.Version);
        return TypedResults.Ok(WorkgroupAnswer.Of(workgroup));
    }
}
