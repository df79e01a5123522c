using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Problems;
using Nabij.Signals.Logs;
using Nabij.Signals.Receipts;
using Nabij.Signals.Vault;

namespace Nabij.Signals.Reporter;

/// <summary>
/// The reporter becomes anonymous: what was left is taken away, and the key that opens it in a backup is destroyed. The signal goes on. To do it
/// twice is no error, so that what was cut off halfway can be done again.
/// </summary>
internal static class RemoveContact
{
    public static void Map(IEndpointRouteBuilder reporter) => reporter.MapDelete("/contact", HandleAsync)
        .WithName(nameof(RemoveContact)).WithSummary("Remove how the reporter can be reached")
        .ProducesProblem(StatusCodes.Status401Unauthorized);

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(ReceiptSession session, KeyVault vault, ProcessingLog processing, UnitOfWork work,
        TimeProvider time, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (await work.LoadForReporterAsync(session, now, ct) is not { } signal) return Problem.Of(StatusCodes.Status401Unauthorized, ReporterEndpoints.NoSession);
        using var keys = await vault.FindAsync(signal.Id, signal.Municipality, ct);
        await work.ExecuteAsync(RemoveSql, new { signal.Id, now }, ct);
        await processing.WriteAsync(work, ProcessingActivity.Receive, signal.Municipality, now, keys, [KeyOwner.Reporter], ct);
        await work.CommitAsync(ct);
        await vault.DestroyReporterAsync(signal.Id, ct);
        return TypedResults.NoContent();
    }

    private const string RemoveSql = """
        update signal_record set reporter = null where signal_id = @Id;
        update signal set has_address = false, wants_feedback = false, version = version + 1 where id = @Id and (has_address or wants_feedback);
        update recipient set acknowledged_at = @now where signal_id = @Id and acknowledged_at is null;
        """;
}
