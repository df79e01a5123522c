using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;

namespace Nabij.Signals.FollowUp.Assignment;

/// <summary>The handler has seen what happened to a referral and needs no reminder.</summary>
internal static class ClearFlag
{
    public static void Map(IEndpointRouteBuilder signals) => signals.MapDelete("/{id:guid}/flag", HandleAsync)
        .WithName(nameof(ClearFlag)).WithSummary("Take the flag away").RequireIfMatch().ProducesProblem(StatusCodes.Status409Conflict);

    private static Task<Results<Ok<SignalView>, ProblemHttpResult>> HandleAsync(Guid id, SignalChange change, HttpContext http, CancellationToken ct) =>
        change.EditAsync(http, id, "clear-flag", signal => signal.ClearFlag(), ct);
}
