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

    /// <param name="afterStep">What is still to be done when the step was allowed, before it is stored.</param>
    public async Task<Results<Ok<SignalView>, ProblemHttpResult>> MakeAsync(HttpContext http, Guid id, Func<Signal, DateTimeOffset, Refusal?> step, CancellationToken ct,
        Func<Signal, CancellationToken, Task>? afterStep = null)
    {
        var (caller, now) = (Caller.Of(http.User), time.GetUtcNow());
        if (await work.LoadOwnAsync(id, caller, ct) is not { } signal) return Problem.NotFound();
        if (!new IfMatch(http.Request.Headers.IfMatch.ToString()).Allows(signal.Version)) return Problem.PreconditionFailed();
        signal.Actor = caller.Subject;
        if (step(signal, now) is { } refusal) return Problem.Conflict(refusal.Detail, refusal.Allowed);

        if (afterStep is not null) await afterStep(signal, ct);
        await StoreAsync(signal, AuditActor.Of(caller, Roles.Handler), now, ct);
        await work.CommitAsync(ct);
        ETag.Set(http, signal.Version);
        return TypedResults.Ok(SignalView.Of(signal));
    }

    /// <summary>Something else than a step: who works on it, or that a flag was seen.</summary>
    /// <param name="action">Code for the audit log.</param>
    public async Task<Results<Ok<SignalView>, ProblemHttpResult>> EditAsync(HttpContext http, Guid id, string action, Action<Signal> edit, CancellationToken ct)
    {
        var (caller, now) = (Caller.Of(http.User), time.GetUtcNow());
        if (await work.LoadOwnAsync(id, caller, ct) is not { } signal) return Problem.NotFound();
        if (!new IfMatch(http.Request.Headers.IfMatch.ToString()).Allows(signal.Version)) return Problem.PreconditionFailed();
        if (signal.State == State.Erased) return Problem.Conflict(Refusal.Erased, []);

        edit(signal);
        await work.ExecuteAsync(EditSql, new { signal.Id, signal.Assignee, signal.Flag, signal.FlaggedAt, signal.Version }, ct);
        await LogAsync(signal, caller, ProcessingActivity.Guide, action, null, now, ct);
        await work.CommitAsync(ct);
        ETag.Set(http, signal.Version);
        return TypedResults.Ok(SignalView.Of(signal));
    }

    /// <summary>The reporter answered, or the time for it is over: the signal is judged again. Nothing happens to one that waits for no answer.</summary>
    /// <param name="reason">Code of <see cref="ResumeReason"/>.</param>
    /// <param name="actor">The reporter, or the clock.</param>
    public async Task ResumeTriageAsync(Signal signal, string reason, AuditActor actor, DateTimeOffset now, CancellationToken ct)
    {
        if (signal.State == State.InfoRequested && signal.Move("resume-triage", reason, now) is null) await StoreAsync(signal, actor, now, ct);
    }

    /// <summary>Writes the step that the signal took, and logs it; the caller commits.</summary>
    public async Task StoreAsync(Signal signal, AuditActor actor, DateTimeOffset start, CancellationToken ct)
    {
        var step = signal.Taken!.Step;
        await work.SaveAsync(signal, actor.Subject, ct);
        await LogAsync(signal, actor, step.Activity, "transition", step.Name, start, ct);
    }

    public Task LogAsync(Signal signal, Caller caller, ProcessingActivity activity, string action, string? detail, DateTimeOffset start, CancellationToken ct) =>
        LogAsync(signal, AuditActor.Of(caller, Roles.Handler), activity, action, detail, start, ct);

    /// <summary>Writes both logs; the last thing before a commit.</summary>
    /// <param name="action">Code for the audit log.</param>
    /// <param name="detail">Code of what was done in the action.</param>
    public async Task LogAsync(Signal signal, AuditActor actor, ProcessingActivity activity, string action, string? detail, DateTimeOffset start, CancellationToken ct)
    {
        using var keys = await vault.FindAsync(signal.Id, signal.Municipality, ct);
        await processing.WriteAsync(work, activity, signal.Municipality, start, keys, [KeyOwner.Subject], ct);
        await audit.WriteAsync(work, new AuditEntry(signal.Municipality, action, actor) { Signal = signal.Id, Purpose = detail }, ct);
    }

    private const string EditSql = "update signal set assignee = @Assignee, flag = @Flag, flagged_at = @FlaggedAt, version = @Version where id = @Id";
}
