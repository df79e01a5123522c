using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Coalition.Coalitions;
using Nabij.Reference.Calendar;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Coalition.Agreements;

/// <summary>What every change of an agreement does around its own rule.</summary>
internal static class AgreementChange
{
    /// <param name="what">For the history.</param>
    /// <param name="rule">The change itself; null when it was made.</param>
    /// <param name="then">What follows in the same transaction.</param>
    /// <param name="detail">For the history: codes, ids and dates.</param>
    public static async Task<Results<Ok<AgreementAnswer>, ProblemHttpResult>> ApplyAsync(
        Command command, string what, Func<Agreement, Task<Refusal?>> rule, Func<Agreement, MunicipalCoalition, Task>? then = null,
        Func<object>? detail = null)
    {
        var (id, caller, match, work, clock, http, ct) = command;
        if (await work.QuerySingleOrDefaultAsync<Guid?>(CoalitionSql, new { id }, ct) is not { } coalitionId) return Problem.NotFound();
        if (await CoalitionRows.FindForChangeAsync(work, coalitionId, caller, ct) is not { } coalition) return Problem.NotFound();
        var agreement = await AgreementRows.ReadAsync(work, id, ct);
        if (!agreement.MayBeChangedBy(caller)) return Problem.NotFound();
        if (!match.Allows(agreement.Version)) return Problem.PreconditionFailed();
        if (await rule(agreement) is { } refusal) return refusal.ToProblem();
        if (!await AgreementRows.SaveAsync(work, agreement, ct)) return Problem.PreconditionFailed();

        await History.AddAsync(work, History.Agreement, id, agreement.Version, what, caller.Subject, clock.GetUtcNow(), detail?.Invoke(), ct);
        if (then is not null) await then(agreement, coalition);
        var saved = await AgreementRows.ReadAsync(work, id, ct);
        await work.CommitAsync(ct);
        ETag.Set(http, saved.Version);
        return TypedResults.Ok(AgreementAnswer.Of(saved, clock.Today()));
    }

    public static Task<Results<Ok<AgreementAnswer>, ProblemHttpResult>> ApplyAsync(
        Command command, string what, Func<Agreement, Refusal?> rule, Func<Agreement, MunicipalCoalition, Task>? then = null,
        Func<object>? detail = null) =>
        ApplyAsync(command, what, agreement => Task.FromResult(rule(agreement)), then, detail);

    private const string CoalitionSql = "select coalition_id from agreement where id = @id";
}
