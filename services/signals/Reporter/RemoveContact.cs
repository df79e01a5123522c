using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Problems;
using Nabij.Signals.Receipts;
using Nabij.Signals.Retention;

namespace Nabij.Signals.Reporter;

/// <summary>
/// The reporter becomes anonymous: what was left is taken away, and the key that opens it in a backup is destroyed, which the ledger remembers. The signal
/// goes on. To do it twice is no error.
/// </summary>
internal static class RemoveContact
{
    private static readonly Text Kept = ("Deze gegevens moeten nu bewaard blijven. Vraag het de gemeente.", "These details must be kept for now. Ask the municipality.");

    public static void Map(IEndpointRouteBuilder reporter) => reporter.MapDelete("/contact", HandleAsync)
        .WithName(nameof(RemoveContact)).WithSummary("Remove how the reporter can be reached")
        .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(ReceiptSession session, Erasure erasure, UnitOfWork work, TimeProvider time,
        CancellationToken ct)
    {
        if (await work.LoadForReporterAsync(session, time.GetUtcNow(), ct) is not { } signal) return Problem.Of(StatusCodes.Status401Unauthorized, ReporterEndpoints.NoSession);
        await work.RollbackAsync(ct);
        return await erasure.EraseAsync(new ErasureTask(signal.Id, ErasureScope.Reporter, ErasureReason.Withdrawn), ct) ? TypedResults.NoContent() : Problem.Conflict(Kept);
    }
}
