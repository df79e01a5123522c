using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;
using Nabij.Signals.Logs;

namespace Nabij.Signals.FollowUp;

/// <summary>
/// Takes a consent back, at any time. A referral that rests on it is cancelled at once. It asks for no If-Match: a withdrawal must not fail because
/// a colleague changed something else, and to withdraw twice is no error.
/// </summary>
internal static class WithdrawConsent
{
    public static void Map(IEndpointRouteBuilder signals) => signals.MapPost("/{id:guid}/consents/{consentId:guid}/withdraw", HandleAsync)
        .WithName(nameof(WithdrawConsent)).WithSummary("Withdraw a consent; an open referral that rests on it is cancelled");

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(Guid id, Guid consentId, Caller caller, SignalChange change, TimeProvider time,
        CancellationToken ct)
    {
        var (work, now) = (change.Work, time.GetUtcNow());
        if (await work.LoadForChangeAsync(id, ct) is not { } signal || !signal.IsFor(caller)) return Problem.NotFound();
        if (await work.ExecuteAsync(WithdrawSql, new { id, consentId, now }, ct) == 0) return Problem.NotFound();

        if (signal.OpenReferral?.ConsentId == consentId && signal.ReturnReferral(ReturnReason.ConsentWithdrawn, now) is null)
            await change.StoreAsync(signal, AuditActor.Of(caller, Roles.Handler), now, ct);
        await change.LogAsync(signal, caller, ProcessingActivity.Guide, "withdraw-consent", null, now, ct);
        await work.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    private const string WithdrawSql = "update consent set withdrawn_at = coalesce(withdrawn_at, @now) where id = @consentId and signal_id = @id";
}
