using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.Logs;
using Nabij.Signals.Privacy;
using Nabij.Signals.Vault;
using Npgsql;

namespace Nabij.Signals.Outreach;

/// <summary>Puts addresses on the list of a round, each sealed in its own place.</summary>
internal static class PlanVisits
{
    private static readonly Text NotOpen = ("Deze ronde is afgesloten.", "This round was closed.");
    private static readonly Text Full = ($"Een ronde heeft ten hoogste {OutreachRound.MostVisits} bezoeken.", $"A round has at most {OutreachRound.MostVisits} visits.");

    public static void Map(IEndpointRouteBuilder visits)
    {
        visits.MapPost("", HandleAsync).WithName(nameof(PlanVisits)).WithSummary("Put addresses on the list of a round").WithIdempotency()
            .ProducesProblem(StatusCodes.Status409Conflict);
        visits.MapGet("", ListAsync).WithName("ListVisits").WithSummary("The visits of a round, without addresses").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Created<PlannedVisits>, ProblemHttpResult>> HandleAsync(Guid id, PlanVisitsRequest request, Caller caller, UnitOfWork work, KeyVault vault,
        ProcessingLog processing, AuditLog audit, TimeProvider time, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (await work.LoadRoundAsync(id, ct) is not { } round || !round.IsVisitedBy(caller)) return Problem.NotFound();
        if (!round.IsOpen) return Problem.Conflict(NotOpen);
        if (await work.QuerySingleAsync<long>(CountSql, new { id }, ct) + request.Visits.Count > OutreachRound.MostVisits) return Problem.Conflict(Full);

        using var keys = await vault.FindAsync(id, round.Municipality, ct);
        var planned = request.Visits.Select(visit => (Id: Guid.NewGuid(), Record: new VisitRecord(visit.Address, visit.Name))).ToList();
        await work.ExecuteAsync(InsertSql, new
        {
            id,
            ids = planned.Select(p => p.Id).ToArray(),
            people = planned.Select(p => keys.Seal(KeyOwner.Case, SealedField.Visit(p.Id), p.Record).Bytes).ToArray(),
            now,
        }, ct);
        await processing.WriteAsync(work, ProcessingActivity.Outreach, round.Municipality, now, planned.Select(p => keys.PseudonymOf(p.Id)), "bezochte", ct);
        await audit.WriteAsync(work, new AuditEntry(round.Municipality, "plan-visits", AuditActor.Of(caller, Roles.Handler)) { Signal = id }, ct);
        await work.CommitAsync(ct);
        return TypedResults.Created((string?)null, new PlannedVisits([.. planned.Select(p => p.Id)]));
    }

    private static async Task<Results<Ok<PagedList<VisitView>>, ProblemHttpResult>> ListAsync(Guid id, Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct,
        [OneOf("planned", "done", "no-answer")] string? state = null, [Between(1, 1000)] int page = 1, [Between(1, 100)] int pageSize = 20)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var round = await connection.QuerySingleOrDefaultAsync<OutreachRound>(new CommandDefinition(
            $"select {OutreachRound.Columns} from outreach_round where id = @id", new { id }, cancellationToken: ct));
        if (round is null || !round.IsVisitedBy(caller)) return Problem.NotFound();
        var (visits, total) = await connection.ReadPageAsync<VisitView>("select id, state, outcome, attempts, changed_at", FromSql, "order by id", new { id, state }, page, pageSize, ct);
        return Paging.Ok(http, visits, page, pageSize, total);
    }

    private const string CountSql = "select count(*) from outreach_visit where round_id = @id";

    private const string InsertSql = """
        insert into outreach_visit (id, round_id, person, state, changed_at) select v.id, @id, v.person, 'planned', @now from unnest(@ids, @people) as v (id, person)
        """;

    private const string FromSql = "from outreach_visit where round_id = @id and (@state::text is null or state = @state)";
}

internal sealed record PlanVisitsRequest([property: Needed, AtLeast(1), AtMost(100)] IReadOnlyList<NewVisit> Visits);

internal sealed record NewVisit([property: Needed, LengthBetween(1, 300), PersonalData("To visit the person", Whose.Subject)] string Address, [property: LengthBetween(1, 120), PersonalData("To ask for the right person", Whose.Subject)] string? Name);

/// <param name="Ids">In the order of the request.</param>
internal sealed record PlannedVisits(IReadOnlyList<Guid> Ids);

/// <param name="State"><c>planned</c>, <c>done</c> or <c>no-answer</c>.</param>
internal sealed record VisitView(Guid Id, string State, string? Outcome, int Attempts, DateTimeOffset ChangedAt);
