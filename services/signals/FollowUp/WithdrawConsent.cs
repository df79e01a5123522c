using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;
using Nabij.Signals.Logs;

namespace Nabij.Signals.FollowUp;

/// <summary>
/// Takes a consent back, at any time. What the consent that is left does not cover ends at once: a referral, which its provider is told; with none left of its purpose
/// the clock of retention starts. It asks for no If-Match: a withdrawal must not fail because a colleague changed something else, and to withdraw twice is no error.
/// </summary>
internal static class WithdrawConsent
{
    public static void Map(IEndpointRouteBuilder signals) => signals.MapPost("/{id:guid}/consents/{consentId:guid}/withdraw", HandleAsync)
        .WithName(nameof(WithdrawConsent)).WithSummary("Withdraw a consent; an open referral that no consent covers any more is cancelled, and the clock of retention starts");

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(Guid id, Guid consentId, Caller caller, SignalChange change, TimeProvider time,
        CancellationToken ct)
    {
        var (work, now) = (change.Work, time.GetUtcNow());
        if (await work.LoadOwnAsync(id, caller, ct) is not { } signal) return Problem.NotFound();
        if (signal.Consents.FirstOrDefault(c => c.Id == consentId) is not { } consent)
            return await work.QuerySingleAsync<bool>(WithdrawnSql, new { id, consentId }, ct) ? TypedResults.NoContent() : Problem.NotFound();

        signal.WithdrawConsent(consent, now);
        await work.ExecuteAsync(WithdrawSql, new { consentId, now }, ct);
        if (signal.Taken is null) await work.SaveClockAsync(signal, ct);
        else await change.StoreAsync(signal, AuditActor.Of(caller, Roles.Handler), now, ct);
        await change.LogAsync(signal, caller, ProcessingActivity.Guide, "withdraw-consent", consent.Purpose, now, ct);
        await work.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    private const string WithdrawnSql = "select exists (select from consent where id = @consentId and signal_id = @id)";

    private const string WithdrawSql = "update consent set withdrawn_at = @now where id = @consentId";
}
