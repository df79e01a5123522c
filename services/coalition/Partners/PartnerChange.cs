using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Coalition.Coalitions;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Coalition.Partners;

/// <summary>What every change of a partner does around its own rule; a coalition that falls below its minimum goes dormant with it.</summary>
internal static class PartnerChange
{
    /// <param name="what">For the history.</param>
    /// <param name="rule">The change itself; null when it was made.</param>
    /// <param name="then">What follows in the same transaction.</param>
    public static async Task<Results<Ok<PartnerAnswer>, ProblemHttpResult>> ApplyAsync(
        Command command, string what, Func<Partner, Refusal?> rule, Func<Partner, MunicipalCoalition, Task>? then = null)
    {
        var (id, caller, match, work, clock, http, ct) = command;
        var partner = await PartnerRows.FindForChangeAsync(work, id, caller, ct);
        if (partner is null) return Problem.NotFound();
        if (!match.Allows(partner.Version)) return Problem.PreconditionFailed();
        if (rule(partner) is { } refusal) return refusal.ToProblem();
        if (!await PartnerRows.SaveAsync(work, partner, ct)) return Problem.PreconditionFailed();

        var now = clock.GetUtcNow();
        await History.AddAsync(work, History.Partner, id, partner.Version, what, caller.Subject, now, ct: ct);
        var coalition = (await CoalitionRows.FindAsync(work, partner.CoalitionId, caller, ct))!;
        if (coalition.Lapse())
        {
            await CoalitionRows.SaveAsync(work, coalition, ct);
            await History.AddAsync(work, History.Coalition, coalition.Id, coalition.Version, "lapsed", caller.Subject, now, ct: ct);
        }

        if (then is not null) await then(partner, coalition);
        await work.CommitAsync(ct);
        ETag.Set(http, partner.Version);
        return TypedResults.Ok(PartnerAnswer.Of(partner));
    }
}
