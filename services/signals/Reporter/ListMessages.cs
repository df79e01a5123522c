using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Problems;
using Nabij.Signals.Logs;
using Nabij.Signals.Receipts;
using Nabij.Signals.Vault;

namespace Nabij.Signals.Reporter;

/// <summary>The reporter reads the dialogue. To read it is an opening as any other: it is logged first.</summary>
internal static class ListMessages
{
    public static void Map(IEndpointRouteBuilder reporter) => reporter.MapGet("/messages", HandleAsync)
        .WithName(nameof(ListMessages)).WithSummary("The messages between the reporter and who follows up")
        .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<MessageList>, ProblemHttpResult>> HandleAsync(ReceiptSession session, UnitOfWork work, SealedRecords records, TimeProvider time,
        CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (await work.LoadForReporterAsync(session, now, ct) is not { } signal) return Problem.Of(StatusCodes.Status401Unauthorized, ReporterEndpoints.NoSession);
        var kinds = await work.KindsAsync(signal.Id, ct);
        await work.ReadAsync(signal.Id, Dialogue.OfHandler, now, ct);
        var opened = await records.OpenAsync(work, signal.Id, new Access(ProcessingActivity.Feedback, "dialogue", null), [SealedField.Messages], ct);
        return TypedResults.Ok(new MessageList(opened.Messages ?? [], signal.TakesMessages ? Dialogue.NextOfReporter(kinds) : null));
    }
}

/// <param name="Next">What the reporter may send now: an <c>answer</c>, one <c>addition</c>, or nothing.</param>
internal sealed record MessageList(IReadOnlyList<OpenedMessage> Items, string? Next);
