using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Coalition.Coalitions;

/// <summary>What every change of a coalition does around its own rule.</summary>
internal static class CoalitionChange
{
    /// <param name="what">For the history.</param>
    /// <param name="rule">The change itself; null when it was made.</param>
    /// <param name="then">What follows in the same transaction.</param>
    public static async Task<Results<Ok<CoalitionAnswer>, ProblemHttpResult>> ApplyAsync(
        Command command, string what, Func<MunicipalCoalition, Task<Refusal?>> rule, Func<MunicipalCoalition, Task>? then = null)
    {
        var (id, caller, match, work, clock, http, ct) = command;
        var coalition = await CoalitionRows.FindForChangeAsync(work, id, caller, ct);
        if (coalition is null) return Problem.NotFound();
        if (!match.Allows(coalition.Version)) return Problem.PreconditionFailed();
        if (await rule(coalition) is { } refusal) return refusal.ToProblem();
        if (!await CoalitionRows.SaveAsync(work, coalition, ct)) return Problem.PreconditionFailed();

        await History.AddAsync(work, History.Coalition, id, coalition.Version, what, caller.Subject, clock.GetUtcNow(), ct: ct);
        if (then is not null) await then(coalition);
        await work.CommitAsync(ct);
        ETag.Set(http, coalition.Version);
        return TypedResults.Ok(CoalitionAnswer.Of(coalition));
    }

    public static Task<Results<Ok<CoalitionAnswer>, ProblemHttpResult>> ApplyAsync(
        Command command, string what, Func<MunicipalCoalition, Refusal?> rule, Func<MunicipalCoalition, Task>? then = null) =>
        ApplyAsync(command, what, coalition => Task.FromResult(rule(coalition)), then);
}
