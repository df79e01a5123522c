using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.Signals.Logs;
using Nabij.Signals.Vault;

namespace Nabij.Signals.FollowUp;

/// <summary>What all steps have in common: whose signal it is, its version, both logs, and one transaction.</summary>
internal sealed class SignalChange(UnitOfWork work, KeyVault vault, ProcessingLog processing, AuditLog audit, TimeProvider time)
{
    public UnitOfWork Work => work;

    public async Task<Results<Ok<SignalView>, ProblemHttpResult>> MakeAsync(HttpContext http, Guid id, Func<Signal, DateTimeOffset, Refusal?> step, CancellationToken ct)
    {
        var (caller, now) = (Caller.Of(http.User), time.GetUtcNow());
        if (await work.LoadForChangeAsync(id, ct) is not { } signal || !signal.IsFor(caller)) return Problem.NotFound();
        if (!new IfMatch(http.Request.Headers.IfMatch.ToString()).Allows(signal.Version)) return Problem.PreconditionFailed();
        if (step(signal, now) is { } refusal) return Problem.Conflict(refusal.Detail, refusal.Allowed);

        await StoreAsync(signal, caller, now, ct);
        await work.CommitAsync(ct);
        ETag.Set(http, signal.Version);
        return TypedResults.Ok(SignalView.Of(signal));
    }

    /// <summary>Writes the step that the signal took, and logs it; the caller commits.</summary>
    public async Task StoreAsync(Signal signal, Caller caller, DateTimeOffset start, CancellationToken ct)
    {
        var step = signal.Taken!.Step;
        await work.SaveAsync(signal, AuditActor.Of(caller, Roles.Handler).Subject, ct);
        await LogAsync(signal, caller, step.Activity, "transition", step.Name, start, ct);
    }

    /// <summary>Writes both logs; the last thing before a commit.</summary>
    /// <param name="action">Code for the audit log.</param>
    /// <param name="detail">Code of what was done in the action.</param>
    public async Task LogAsync(Signal signal, Caller caller, ProcessingActivity activity, string action, string? detail, DateTimeOffset start, CancellationToken ct)
    {
        using var keys = await vault.FindAsync(signal.Id, signal.Municipality, ct);
        await processing.WriteAsync(work, activity, signal.Municipality, start, keys, [KeyOwner.Subject], ct);
        await audit.WriteAsync(work, new AuditEntry(signal.Municipality, action, AuditActor.Of(caller, Roles.Handler)) { Signal = signal.Id, Purpose = detail }, ct);
    }
}
