using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Contracts;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Coalition.Gaps;

/// <param name="Reason">supply-arranged: there is a service now; need-passed: nobody needs it any more; no-gap: it was none.</param>
internal sealed record CloseGapRequest([property: Needed, OneOf("supply-arranged", "need-passed", "no-gap")] string Reason);

internal static class CloseGap
{
    public static void Map(IEndpointRouteBuilder gaps) => gaps.MapPost("/gaps/{id:guid}/close", HandleAsync)
        .WithName(nameof(CloseGap)).WithSummary("Close a gap; later needs are counted anew")
        .RequireIfMatch().ProducesProblem(409);

    private static async Task<Results<Ok<GapAnswer>, ProblemHttpResult>> HandleAsync([AsParameters] Command command, CloseGapRequest request)
    {
        var (id, caller, match, work, clock, http, ct) = command;
        var gap = await GapRows.FindAsync(work, id, caller, ct);
        if (gap is null) return Problem.NotFound();
        if (!match.Allows(gap.Version)) return Problem.PreconditionFailed();
        if (gap.Close(request.Reason) is { } refusal) return refusal.ToProblem();

        var now = clock.GetUtcNow();
        await GapRows.SaveAsync(work, gap, ct);
        await History.AddAsync(work, History.Gap, gap.Id, gap.Version, "closed", caller.Subject, now, new { request.Reason }, ct);
        work.Publish(new GapClosed
        {
            GapId = gap.Id,
            Reason = request.Reason,
            Municipality = gap.Municipality,
            OccurredAt = now,
            AggregateVersion = gap.Version,
        });
        await work.CommitAsync(ct);
        ETag.Set(http, gap.Version);
        return TypedResults.Ok(GapAnswer.Of(gap));
    }
}
