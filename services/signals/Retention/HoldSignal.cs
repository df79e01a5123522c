using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.FollowUp;
using Nabij.Signals.Logs;

namespace Nabij.Signals.Retention;

/// <summary>A legal hold: as long as it stands, nothing of the signal is destroyed. To set or lift it twice is no error.</summary>
internal static class HoldSignal
{
    private static readonly Text Gone = ("Deze melding is al vernietigd.", "This signal has been destroyed already.");

    public static void Map(IEndpointRouteBuilder signals)
    {
        signals.MapPost("/{id:guid}/legal-hold", SetAsync)
            .WithName(nameof(HoldSignal)).WithSummary("Keep a signal from being destroyed").ProducesProblem(StatusCodes.Status409Conflict);
        signals.MapPost("/{id:guid}/legal-hold/lift", LiftAsync).WithName("LiftHold").WithSummary("Lift the legal hold of a signal");
    }

    private static Task<Results<NoContent, ProblemHttpResult>> SetAsync(Guid id, HoldSignalRequest request, Caller caller, UnitOfWork work, AuditLog audit, CancellationToken ct) =>
        ChangeAsync(id, request.Reason, "set-legal-hold", request.Reason, caller, work, audit, ct);

    private static Task<Results<NoContent, ProblemHttpResult>> LiftAsync(Guid id, LiftHoldRequest request, Caller caller, UnitOfWork work, AuditLog audit, CancellationToken ct) =>
        ChangeAsync(id, null, "lift-legal-hold", request.Reason, caller, work, audit, ct);

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangeAsync(Guid id, string? hold, string action, string reason, Caller caller, UnitOfWork work,
        AuditLog audit, CancellationToken ct)
    {
        if (await work.LoadForChangeAsync(id, ct) is not { } signal || !caller.ActsIn(signal.Municipality)) return Problem.NotFound();
        if (hold is not null && signal.State == State.Erased) return Problem.Conflict(Gone);
        await work.ExecuteAsync(HoldSql, new { id, hold }, ct);
        await audit.WriteAsync(work, new AuditEntry(signal.Municipality, action, AuditActor.Of(caller, Roles.PrivacyOfficer)) { Signal = id, Purpose = reason }, ct);
        await work.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    private const string HoldSql = "update signal set hold_reason = @hold where id = @id";
}

internal sealed record HoldSignalRequest([property: Needed, OneOf("complaint", "legal-case", "investigation", "claim")] string Reason);

internal sealed record LiftHoldRequest([property: Needed, OneOf("settled", "not-needed", "mistake")] string Reason);
