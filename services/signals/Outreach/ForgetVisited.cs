using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;
using Nabij.Signals.Logs;
using Nabij.Signals.Vault;

namespace Nabij.Signals.Outreach;

/// <summary>
/// Somebody does not want to be on the list: the sealed address and name of one visit go, and the counts stay. A visit that was not made yet counts as declined. To
/// do it twice is no error.
/// </summary>
internal static class ForgetVisited
{
    public static void Map(IEndpointRouteBuilder visit) => visit.MapDelete("/person", HandleAsync)
        .WithName(nameof(ForgetVisited)).WithSummary("Remove the address and name of one visit, for who objects");

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(Guid id, Guid visitId, Caller caller, UnitOfWork work, KeyVault vault,
        ProcessingLog processing, AuditLog audit, TimeProvider time, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (await work.LoadRoundAsync(id, ct) is not { } round || !round.IsVisitedBy(caller)) return Problem.NotFound();
        if (!await work.QuerySingleAsync<bool>(ThereSql, new { id, visitId }, ct)) return Problem.NotFound();
        if (await work.ExecuteAsync(ForgetSql, new { visitId, now }, ct) == 0) return TypedResults.NoContent();

        using var keys = await vault.FindAsync(id, round.Municipality, ct);
        await processing.WriteAsync(work, ProcessingActivity.Erase, round.Municipality, now, [keys.PseudonymOf(visitId)], "bezochte", ct);
        await audit.WriteAsync(work, new AuditEntry(round.Municipality, "forget-visited", AuditActor.Of(caller, Roles.Handler)) { Signal = id }, ct);
        await work.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    private const string ThereSql = "select exists (select from outreach_visit where id = @visitId and round_id = @id)";

    private const string ForgetSql = """
        update outreach_visit set person = null, state = 'done', outcome = case when state = 'done' then outcome else 'declined' end, changed_at = @now
        where id = @visitId and person is not null
        """;
}
