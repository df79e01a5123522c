using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Problems;
using Nabij.Signals.FollowUp;
using Nabij.Signals.Receipts;
using Nabij.Signals.Retention;

namespace Nabij.Signals.Reporter;

/// <summary>The reporter takes the report back, as long as nobody has begun with it. It is an erasure as any other: in the ledger, and proven.</summary>
internal static class WithdrawSignal
{
    private static readonly Text Begun = (
        "Wij zijn al met uw melding begonnen. U kunt haar niet meer intrekken, wel uw eigen gegevens laten verwijderen.",
        "We have begun with your report. You cannot withdraw it any more, but you can have your own details removed.");

    public static void Map(IEndpointRouteBuilder reporter) => reporter.MapDelete("/signal", HandleAsync)
        .WithName(nameof(WithdrawSignal)).WithSummary("Take the report back, while nobody has begun with it")
        .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(ReceiptSession session, Erasure erasure, UnitOfWork work, TimeProvider time,
        CancellationToken ct)
    {
        if (await work.LoadForReporterAsync(session, time.GetUtcNow(), ct) is not { } signal) return Problem.Of(StatusCodes.Status401Unauthorized, ReporterEndpoints.NoSession);
        // The erasure locks it again, and looks again.
        await work.RollbackAsync(ct);
        return signal.State == State.Received && await erasure.EraseAsync(new ErasureTask(signal.Id, ErasureScope.Signal, ErasureReason.Withdrawn), ct)
            ? TypedResults.NoContent() : Problem.Conflict(Begun);
    }
}
