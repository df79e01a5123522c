using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.FollowUp;
using Nabij.Signals.Logs;
using Nabij.Signals.Privacy;
using Nabij.Signals.Receipts;
using Nabij.Signals.Vault;

namespace Nabij.Signals.Reporter;

/// <summary>The reporter answers a question, or adds something once.</summary>
internal static class SendMessage
{
    private static readonly Text NotNow = (
        "U hebt al iets toegevoegd. U kunt weer schrijven als wij u iets vragen.", "You added something already. You can write again when we ask you something.");

    private static readonly Text Done = ("Uw melding is afgerond. U kunt er niets meer aan toevoegen.", "Your report was completed. You cannot add to it any more.");

    public static void Map(IEndpointRouteBuilder reporter) => reporter.MapPost("/messages", HandleAsync)
        .WithName(nameof(SendMessage)).WithSummary("Answer a question about the report, or add something once").WithIdempotency()
        .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Created<SentMessage>, ProblemHttpResult>> HandleAsync(SendMessageRequest request, ReceiptSession session, KeyVault vault,
        ProcessingLog processing, SignalChange change, TimeProvider time, CancellationToken ct)
    {
        var (work, now) = (change.Work, time.GetUtcNow());
        if (await work.LoadForReporterAsync(session, now, ct) is not { } signal) return Problem.Of(StatusCodes.Status401Unauthorized, ReporterEndpoints.NoSession);
        if (!signal.TakesMessages) return Problem.Conflict(Done);
        if (Dialogue.NextOfReporter(await work.KindsAsync(signal.Id, ct)) is not { } kind) return Problem.Conflict(NotNow);

        using var keys = await vault.FindAsync(signal.Id, signal.Municipality, ct);
        await work.WriteAsync(keys, kind, request.Text, null, now, ct);
        await processing.WriteAsync(work, ProcessingActivity.Receive, signal.Municipality, now, keys, [KeyOwner.Subject, KeyOwner.Reporter], ct);
        if (kind == Dialogue.Answer) await change.ResumeTriageAsync(signal, ResumeReason.Answered, AuditActor.Reporter, now, ct);
        await work.CommitAsync(ct);
        return TypedResults.Created((string?)null, new SentMessage(kind, now));
    }
}

/// <param name="Text">1 to 2,000 characters.</param>
internal sealed record SendMessageRequest([property: Needed, LengthBetween(1, 2000), PersonalData("To judge the worry better", Whose.Both)] string Text);

/// <param name="Kind"><c>question</c>, <c>answer</c> or <c>addition</c>.</param>
internal sealed record SentMessage(string Kind, DateTimeOffset SentAt);
