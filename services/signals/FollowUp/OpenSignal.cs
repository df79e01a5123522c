using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.Identity;
using Nabij.Signals.Logs;
using Nabij.Signals.Reporter;
using Nabij.Signals.Rights;
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
        [ForRights] = ProcessingActivity.Rights,
    };

    /// <summary>The purpose of a privacy officer, and of nobody else.</summary>
    private const string ForRights = "rights";

    private static readonly Text Erased = ("De gegevens van deze melding zijn vernietigd.", "The data of this signal has been destroyed.");
    private static readonly Text Restricted = (
        "De betrokkene heeft bezwaar gemaakt. Tot daarover is beslist opent alleen de privacyfunctionaris deze melding.",
        "The person objected. Until that is decided only the privacy officer opens this signal.");
    private static readonly Text AskFirst = (
        "Vraag eerst om te mogen zien wie de melder is (identity-requests). Een ander beslist daarover.",
        "First ask to see who reported (identity-requests). Somebody else decides about that.");

    private static readonly Text LinkFirst = (
        "Koppel eerst een lopend verzoek van een betrokkene aan deze melding (privacy/requests).",
        "First link an open request of a data subject to this signal (privacy/requests).");
    private static readonly Text OnlyForReporter = (
        "Wie de melder is, opent u alleen voor een verzoek van de melder zelf.", "Who reported is opened only for a request of the reporter.");

    private static readonly string[] FieldsByDefault = [SealedField.Subject, SealedField.Worry];

    public static void Map(IEndpointRouteBuilder signals) => signals.MapPost("/{id:guid}/open", HandleAsync)
        .WithName(nameof(OpenSignal)).WithSummary("Open sealed fields for a purpose; it is logged")
        .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<OpenedSignal>, ProblemHttpResult>> HandleAsync(Guid id, OpenSignalRequest request, Caller caller, UnitOfWork work,
        SealedRecords records, TimeProvider time, CancellationToken ct)
    {
        if (await work.LoadForChangeAsync(id, ct) is not { } signal || !signal.IsSeenBy(caller)) return Problem.NotFound();
        var role = request.Purpose == ForRights ? Roles.PrivacyOfficer : Roles.Handler;
        if (!caller.Is(role) || (role == Roles.Handler && !signal.IsFor(caller))) return Problem.NotFound();
        if (signal.State == State.Erased) return Problem.Conflict(Erased);
        string[] fields = [.. (request.Fields is { Count: > 0 } asked ? asked : FieldsByDefault).Distinct()];
        var asksForReporter = fields.Contains(SealedField.Reporter);
        if (role == Roles.Handler)
        {
            if (signal.IsRestricted) return Problem.Forbidden(Restricted);
            if (asksForReporter && !await work.QuerySingleAsync<bool>(
                IdentityRequestView.ApprovedSql, new { id, caller = caller.Subject, since = time.GetUtcNow() - IdentityRequestView.Validity }, ct)) return Problem.Forbidden(AskFirst);
        }
        else
        {
            var people = await work.QueryAsync<string>(RightsRequest.WhoAskSql, new { id }, ct);
            if (people.Count == 0) return Problem.Forbidden(LinkFirst);
            if (asksForReporter && !people.Contains(RightsRequest.AboutReporter)) return Problem.Forbidden(OnlyForReporter);
        }

        if (fields.Contains(SealedField.Messages)) await work.ReadAsync(id, Dialogue.OfReporter, time.GetUtcNow(), ct);
        var access = new Access(Purposes[request.Purpose], request.Purpose, AuditActor.Of(caller, role));
        var opened = await records.OpenAsync(work, id, access, fields, ct);
        return TypedResults.Ok(new OpenedSignal(opened.Worry?.Text, opened.Subject, opened.Reporter, opened.Notes, opened.Messages));
    }
}

/// <param name="Purpose">What it is opened for; <c>rights</c> for a privacy officer only, for an open request that is linked to the signal.</param>
/// <param name="Fields">What to open; without it <c>subject</c> and <c>worry</c>. Who reported, the notes, and the messages with the reporter are opened only when they are asked for; who reported, for a handler, only with an approved identity request, and for an officer only for a request of the reporter.</param>
internal sealed record OpenSignalRequest(
    [property: Needed, OneOf("triage", "contact", "guidance", "referral", "feedback", "rights")] string Purpose,
    [property: AtMost(5), OneOf(SealedField.Subject, SealedField.Reporter, SealedField.Worry, SealedField.Notes, SealedField.Messages)] IReadOnlyList<string>? Fields);

/// <summary>What was not asked for, not given or erased is absent.</summary>
internal sealed record OpenedSignal(string? Worry, SubjectRecord? Subject, ReporterRecord? Reporter, IReadOnlyList<OpenedNote>? Notes, IReadOnlyList<OpenedMessage>? Messages);
