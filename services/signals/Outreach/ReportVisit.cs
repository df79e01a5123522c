using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.Intake;
using Nabij.Signals.Logs;
using Nabij.Signals.Privacy;
using Nabij.Signals.Vault;

namespace Nabij.Signals.Outreach;

/// <summary>
/// Who was visited and wants to be helped becomes a signal, with the address of the visit. From there it is a signal as any other, with its own keys: the
/// round's key can go.
/// </summary>
internal static class ReportVisit
{
    private static readonly Text NotOpen = ("Deze ronde is afgesloten, of dit bezoek is al geweest.", "This round was closed, or this visit was made already.");

    public static void Map(IEndpointRouteBuilder visit) => visit.MapPost("/signal", HandleAsync)
        .WithName(nameof(ReportVisit)).WithSummary("Make a signal of a visit, for who wants to be helped").WithIdempotency()
        .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Created<ReportedVisit>, ProblemHttpResult>> HandleAsync(Guid id, Guid visitId, ReportVisitRequest request, Caller caller, UnitOfWork work,
        UnitOfWorkFactory works, SealedRecords records, Reports reports, AuditLog audit, TimeProvider time, CancellationToken ct)
    {
        if (await work.LoadRoundAsync(id, ct) is not { } round || !round.IsVisitedBy(caller)) return Problem.NotFound();
        if (await work.QuerySingleOrDefaultAsync<string>(StateSql, new { id, visitId }, ct) is not { } state) return Problem.NotFound();
        if (!round.IsOpen || state == "done") return Problem.Conflict(NotOpen);

        // To open commits at once, whatever becomes of the rest.
        var actor = AuditActor.Of(caller, Roles.Handler);
        VisitRecord? visited;
        await using (var opening = works.Begin())
        {
            visited = (await records.OpenVisitsAsync(opening, id, round.Municipality, new Access(ProcessingActivity.Outreach, "signal", actor), [visitId], ct))
                .Select(v => v.Record).FirstOrDefault();
        }

        var worry = new ReportWorryRequest(round.Municipality, null, round.Area, null, request.Worry, "social-workers", "client", false, null,
            new SubjectDetails(visited?.Name, visited?.Address, null, null, null));
        var stored = await reports.StoreAsync(worry, new SignalPlace(round.Municipality, round.Area), null, time.GetUtcNow(), ct);
        await work.ExecuteAsync(RecordSql, new { visitId, now = time.GetUtcNow() }, ct);
        await audit.WriteAsync(work, new AuditEntry(round.Municipality, "report-visit", actor) { Signal = id, Purpose = VisitOutcome.SignalMade }, ct);
        await work.CommitAsync(ct);
        return TypedResults.Created((string?)null, new ReportedVisit(stored.Receipt.Reveal()));
    }

    private const string StateSql = "select state from outreach_visit where id = @visitId and round_id = @id";

    private const string RecordSql = "update outreach_visit set state = 'done', outcome = 'signal-made', attempts = attempts + 1, changed_at = @now where id = @visitId";
}

/// <param name="Worry">What the person wants help with, as the person says it; 1 to 4,000 characters.</param>
internal sealed record ReportVisitRequest([property: Needed, LengthBetween(1, 4000), PersonalData("To know what the person wants help with", Whose.Subject)] string Worry);

/// <param name="Receipt">For the person, who can follow the signal with it.</param>
internal sealed record ReportedVisit(string Receipt);
