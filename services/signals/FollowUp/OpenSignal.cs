using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.Logs;
using Nabij.Signals.Reporter;
using Nabij.Signals.Vault;

namespace Nabij.Signals.FollowUp;

/// <summary>Opens sealed fields of a signal for a purpose. What is opened is logged before anything is shown, or it is not shown.</summary>
internal static class OpenSignal
{
    private static readonly Dictionary<string, ProcessingActivity> Purposes = new()
    {
        ["triage"] = ProcessingActivity.Triage,
        ["contact"] = ProcessingActivity.Contact,
        ["guidance"] = ProcessingActivity.Guide,
        ["referral"] = ProcessingActivity.Refer,
        ["feedback"] = ProcessingActivity.Feedback,
    };

    private static readonly string[] FieldsByDefault = [SealedField.Subject, SealedField.Worry];

    public static void Map(IEndpointRouteBuilder signals) => signals.MapPost("/{id:guid}/open", HandleAsync)
        .WithName(nameof(OpenSignal)).WithSummary("Open sealed fields for a purpose; it is logged")
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<OpenedSignal>, ProblemHttpResult>> HandleAsync(Guid id, OpenSignalRequest request, Caller caller, UnitOfWork work,
        SealedRecords records, TimeProvider time, CancellationToken ct)
    {
        if (await work.LoadForChangeAsync(id, ct) is not { } signal || !signal.IsFor(caller)) return Problem.NotFound();
        if (request.Fields?.Contains(SealedField.Messages) == true) await work.ReadAsync(id, Dialogue.OfReporter, time.GetUtcNow(), ct);
        var access = new Access(Purposes[request.Purpose], request.Purpose, AuditActor.Of(caller, Roles.Handler));
        var opened = await records.OpenAsync(work, id, access, [.. (request.Fields is { Count: > 0 } fields ? fields : FieldsByDefault).Distinct()], ct);
        return TypedResults.Ok(new OpenedSignal(opened.Worry?.Text, opened.Subject, opened.Reporter, opened.Messages));
    }
}

/// <param name="Purpose">What it is opened for.</param>
/// <param name="Fields">What to open; without it <c>subject</c> and <c>worry</c>. Who reported, and the messages with the reporter, are opened only when asked for.</param>
internal sealed record OpenSignalRequest(
    [property: Needed, OneOf("triage", "contact", "guidance", "referral", "feedback")] string Purpose,
    [property: AtMost(4), OneOf(SealedField.Subject, SealedField.Reporter, SealedField.Worry, SealedField.Messages)] IReadOnlyList<string>? Fields);

/// <summary>What was not asked for, not given or erased is absent.</summary>
internal sealed record OpenedSignal(string? Worry, SubjectRecord? Subject, ReporterRecord? Reporter, IReadOnlyList<OpenedMessage>? Messages);
