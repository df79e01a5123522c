using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.Logs;
using Nabij.Signals.Vault;

namespace Nabij.Signals.Outreach;

/// <summary>Sets down how a visit went, as a code. What was told is not written down here: who wants help becomes a signal.</summary>
internal static class RecordVisit
{
    private static readonly Text NotOpen = ("Deze ronde is afgesloten.", "This round was closed.");
    private static readonly Text Missing = ("Zeg hoe het bezoek afliep.", "Say how the visit ended.");
    private static readonly Text Done = ("Dit bezoek is al geweest.", "This visit was made already.");

    public static void Map(IEndpointRouteBuilder visit) => visit.MapPost("/record", HandleAsync)
        .WithName(nameof(RecordVisit)).WithSummary("Record how a visit went").ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Ok<VisitView>, ProblemHttpResult>> HandleAsync(Guid id, Guid visitId, RecordVisitRequest request, Caller caller, UnitOfWork work,
        KeyVault vault, ProcessingLog processing, AuditLog audit, TimeProvider time, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (request.Result == "done" != request.Outcome is not null) return Problem.Invalid("outcome", Missing);
        if (await work.LoadRoundAsync(id, ct) is not { } round || !round.IsVisitedBy(caller)) return Problem.NotFound();
        if (await work.QuerySingleOrDefaultAsync<string>(StateSql, new { id, visitId }, ct) is not { } state) return Problem.NotFound();
        if (!round.IsOpen) return Problem.Conflict(NotOpen);
        if (state == "done") return Problem.Conflict(Done);

        var recorded = await work.QuerySingleAsync<VisitView>(RecordSql, new { visitId, request.Result, request.Outcome, now }, ct);
        using var keys = await vault.FindAsync(id, round.Municipality, ct);
        await processing.WriteAsync(work, ProcessingActivity.Outreach, round.Municipality, now, [keys.PseudonymOf(visitId)], "bezochte", ct);
        await audit.WriteAsync(work, new AuditEntry(round.Municipality, "record-visit", AuditActor.Of(caller, Roles.Handler)) { Signal = id, Purpose = request.Outcome ?? request.Result }, ct);
        await work.CommitAsync(ct);
        return TypedResults.Ok(recorded);
    }

    private const string StateSql = "select state from outreach_visit where id = @visitId and round_id = @id";

    private const string RecordSql = """
        update outreach_visit set state = @Result, outcome = @Outcome, attempts = attempts + 1, changed_at = @now where id = @visitId
        returning id, state, outcome, attempts, changed_at
        """;
}

/// <param name="Outcome">With <c>done</c>, and only then.</param>
internal sealed record RecordVisitRequest(
    [property: Needed, OneOf("done", "no-answer")] string Result,
    [property: OneOf(VisitOutcome.NothingNeeded, VisitOutcome.Informed, VisitOutcome.Declined)] string? Outcome);
