using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;
using Nabij.Signals.Logs;
using Nabij.Signals.Referrals;
using Nabij.Signals.Vault;

namespace Nabij.Signals.Rights;

/// <summary>
/// What is known of the one who asks, as JSON. One officer asks for it, another one approves it, and then the first one has a day to take it. What would
/// harm others stays out: of the reporter everything, and the reporter's words unless both officers judged that they do not tell who reported.
/// </summary>
internal static class ExportRequest
{
    private static readonly TimeSpan Validity = TimeSpan.FromHours(24);

    private static readonly Text NotForAccess = ("Een overzicht hoort bij een verzoek om inzage dat nog loopt of is toegewezen.", "An export belongs to a request for access that is open or granted.");
    private static readonly Text NotAsked = ("Er is nog geen overzicht aangevraagd.", "No export has been asked for yet.");
    private static readonly Text OtherEyes = ("Een ander keurt goed wat u aanvroeg.", "Somebody else approves what you asked for.");
    private static readonly Text NotApproved = ("Een ander moet dit overzicht eerst goedkeuren; daarna hebt u een dag.", "Somebody else must approve this export first; then you have a day.");

    public static void Map(IEndpointRouteBuilder requests)
    {
        requests.MapPost("/{id:guid}/export", AskAsync).WithName("AskExport").WithSummary("Ask for an export; somebody else approves it").ProducesProblem(StatusCodes.Status409Conflict);
        requests.MapPost("/{id:guid}/export/approve", ApproveAsync).WithName("ApproveExport").WithSummary("Approve an export that somebody else asked for")
            .ProducesProblem(StatusCodes.Status409Conflict);
        requests.MapPost("/{id:guid}/export/open", OpenAsync).WithName("OpenExport").WithSummary("Take an approved export, as the one who asked for it")
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> AskAsync(Guid id, AskExportRequest asked, Caller caller, RightsStore store, TimeProvider time, CancellationToken ct)
    {
        if (await store.LoadAsync(id, caller, ct) is not { } request) return Problem.NotFound();
        if (!IsForAccess(request)) return Problem.Conflict(NotForAccess);
        await store.Work.ExecuteAsync(AskSql, new { id, by = caller.Subject, now = time.GetUtcNow(), asked.WithWorry }, ct);
        return await DoneAsync(request, "ask-export", caller, store, time, ct);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ApproveAsync(Guid id, Caller caller, RightsStore store, TimeProvider time, CancellationToken ct)
    {
        if (await store.LoadAsync(id, caller, ct) is not { } request) return Problem.NotFound();
        if (request.ExportAskedBy is null) return Problem.Conflict(NotAsked);
        if (request.ExportAskedBy == caller.Subject) return Problem.Forbidden(OtherEyes);
        await store.Work.ExecuteAsync(ApproveSql, new { id, by = caller.Subject, now = time.GetUtcNow() }, ct);
        return await DoneAsync(request, "approve-export", caller, store, time, ct);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DoneAsync(RightsRequest request, string action, Caller caller, RightsStore store, TimeProvider time, CancellationToken ct)
    {
        await store.LogAsync(request, caller, action, [], time.GetUtcNow(), ct);
        await store.Work.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<RightsExport>, ProblemHttpResult>> OpenAsync(Guid id, Caller caller, RightsStore store, SealedRecords records, TimeProvider time, CancellationToken ct)
    {
        var (work, now) = (store.Work, time.GetUtcNow());
        if (await store.LoadAsync(id, caller, ct) is not { } request) return Problem.NotFound();
        if (!IsForAccess(request)) return Problem.Conflict(NotForAccess);
        if (request.ExportAskedBy != caller.Subject || request.ExportApprovedAt is not { } approved || approved + Validity < now) return Problem.Conflict(NotApproved);

        var forReporter = request.About == RightsRequest.AboutReporter;
        string[] fields = [.. forReporter ? (string[])[SealedField.Reporter, SealedField.Worry, SealedField.Messages] : [SealedField.Subject, SealedField.Notes],
            .. !forReporter && request.ExportWithWorry ? (string[])[SealedField.Worry] : []];
        var signals = await store.SignalsAsync(request, ct);
        await store.LogAsync(request, caller, "open-export", [], now, ct);
        await work.CommitAsync(ct);
        var access = new Access(ProcessingActivity.Rights, "rights", AuditActor.Of(caller, Roles.PrivacyOfficer));
        List<ExportedSignal> exported = [];
        foreach (var signal in signals)
        {
            var spine = await work.QuerySingleAsync<Spine>(SpineSql, new { signal }, ct);
            IReadOnlyList<ExportedContact> contacts = forReporter ? [] : await work.QueryAsync<ExportedContact>(ContactsSql, new { signal }, ct);
            IReadOnlyList<ExportedConsent> consents = forReporter ? [] : await work.QueryAsync<ExportedConsent>(ConsentsSql, new { signal }, ct);
            IReadOnlyList<Referred> referrals = forReporter ? [] : await work.QueryAsync<Referred>(ReferralsSql, new { signal }, ct);
            var opened = await records.OpenAsync(work, signal, access, fields, ct);
            List<ExportedReferral> shared = [];
            foreach (var r in referrals)
            {
                var details = r.Shared is null ? null : await records.OpenSharedAsync(work, signal, request.Municipality, r.Id, new Sealed(r.Shared), access, r.Fields, ct);
                shared.Add(new ExportedReferral(r.ServiceId, r.Status, r.ReferredAt, details));
            }

            exported.Add(new ExportedSignal(spine.ReceivedAt, forReporter ? null : spine.State, forReporter ? null : spine.Outcome, spine.RetainUntil, opened.Subject, opened.Reporter,
                opened.Worry?.Text, opened.Notes ?? [],
                opened.Messages ?? [], contacts, consents, shared));
        }

        return TypedResults.Ok(new RightsExport(request.Reference, request.Municipality, now, exported,
            forReporter ? ["subject", "follow-up"] : request.ExportWithWorry ? ["reporter", "messages"] : ["reporter", "worry", "messages"]));
    }

    private static bool IsForAccess(RightsRequest request) => request is { Kind: RightsRequest.Access, State: RightsRequest.Open or RightsRequest.Granted or RightsRequest.PartlyGranted };

    private sealed record Spine(DateTimeOffset ReceivedAt, string State, string? Outcome, DateOnly? RetainUntil);

    private sealed record Referred
    {
        public Guid Id { get; init; }
        public Guid ServiceId { get; init; }
        public string Status { get; init; } = "";
        public DateTimeOffset ReferredAt { get; init; }
        public string[] Fields { get; init; } = [];
        public byte[]? Shared { get; init; }
    }

    // A new wish needs a new approval.
    private const string AskSql = """
        update rights_request set export_asked_by = @by, export_asked_at = @now, export_with_worry = @WithWorry, export_approved_by = null, export_approved_at = null
        where id = @id
        """;

    private const string ApproveSql = "update rights_request set export_approved_by = @by, export_approved_at = @now where id = @id";

    private const string SpineSql = "select received_at, state, outcome, least(retain_until, withdrawn_until) as retain_until from signal where id = @signal";

    private const string ContactsSql = "select medium, result, at from contact_attempt where signal_id = @signal order by at, id limit 100";

    private const string ConsentsSql = "select purpose, given_by, given_at, withdrawn_at from consent where signal_id = @signal order by given_at, id limit 100";

    private const string ReferralsSql = "select id, service_id, status, referred_at, fields, shared from referral where signal_id = @signal order by referred_at, id limit 100";
}

/// <param name="WithWorry">The reporter's words as well: only when they do not tell who reported.</param>
internal sealed record AskExportRequest(bool WithWorry = false);

/// <param name="LeftOut">Codes of what was left out for the rights of others.</param>
internal sealed record RightsExport(string Reference, string Municipality, DateTimeOffset MadeAt, IReadOnlyList<ExportedSignal> Signals, IReadOnlyList<string> LeftOut);

/// <param name="RetainUntil">Last day on which it is kept, once the follow-up has ended or a consent was taken back.</param>
internal sealed record ExportedSignal(DateTimeOffset ReceivedAt, string? State, string? Outcome, DateOnly? RetainUntil, SubjectRecord? Subject, ReporterRecord? Reporter, string? Worry, IReadOnlyList<OpenedNote> Notes,
    IReadOnlyList<OpenedMessage> Messages, IReadOnlyList<ExportedContact> ContactAttempts, IReadOnlyList<ExportedConsent> Consents, IReadOnlyList<ExportedReferral> Referrals);

internal sealed record ExportedContact(string Medium, string Result, DateTimeOffset At);

internal sealed record ExportedConsent(string Purpose, string GivenBy, DateTimeOffset GivenAt, DateTimeOffset? WithdrawnAt);

/// <param name="Shared">What the provider could read.</param>
internal sealed record ExportedReferral(Guid ServiceId, string Status, DateTimeOffset ReferredAt, SharedDetails? Shared);
