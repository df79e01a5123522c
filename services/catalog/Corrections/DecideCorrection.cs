using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Services;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Corrections;

/// <summary>An editor decides. To accept one changes nothing of the service: the editor does that, or asks the organisation.</summary>
internal static class DecideCorrection
{
    public static void Map(IEndpointRouteBuilder corrections)
    {
        foreach (var (step, state, summary) in new[] { ("accept", "accepted", "It was right: see to it that the service is put right"), ("reject", "rejected", "The service is right as it is") })
        {
            corrections.MapPost($"/{{id:guid}}/{step}", (Guid id, Caller caller, IfMatch match, UnitOfWork work, TimeProvider clock, HttpContext http, CancellationToken ct) =>
                    HandleAsync(state, id, caller, match, work, clock, http, ct))
                .WithName($"{char.ToUpperInvariant(step[0])}{step[1..]}Correction").WithSummary(summary)
                .RequireAuthorization(Roles.Editor).RequireIfMatch().ProducesProblem(409);
        }
    }

    private static async Task<Results<Ok<CorrectionAnswer>, ProblemHttpResult>> HandleAsync(
        string state, Guid id, Caller caller, IfMatch match, UnitOfWork work, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        // The service first, as where a correction is made: nobody waits for each other in a circle.
        var about = await work.QuerySingleOrDefaultAsync<Guid?>("select service_id from correction where id = @id", new { id }, ct);
        var service = await ServiceRows.FindForChangeAsync(work, about ?? Guid.Empty, ct);
        if (service is null || !service.MayBeChangedBy(caller)) return Problem.NotFound();
        if (await work.QuerySingleOrDefaultAsync<Correction>(LockSql, new { id }, ct) is not { } correction) return Problem.NotFound();
        if (!match.Allows(correction.Version)) return Problem.PreconditionFailed();
        if (correction.State != "open") return Problem.Conflict(StepOnService.NotNow, []);

        await work.ExecuteAsync(DecideSql, new { id, state, now = clock.GetUtcNow() }, ct);
        await Correction.FlagAsync(work, service, ct);
        var decided = await work.QuerySingleAsync<CorrectionRow>($"{CorrectionRow.SelectSql} where c.id = @id", new { id }, ct);
        await work.CommitAsync(ct);
        ETag.Set(http, decided.Version);
        return TypedResults.Ok(decided.ToAnswer());
    }

    private const string LockSql = "select id, service_id, state, version from correction where id = @id for update";

    private const string DecideSql = "update correction set state = @state, version = version + 1, decided_at = @now where id = @id";
}
