using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Quality.Interventions;

internal static class ChangeIntervention
{
    public static void Map(IEndpointRouteBuilder interventions) => interventions.MapPut("/{id:guid}", HandleAsync)
        .WithName(nameof(ChangeIntervention)).WithSummary("Change what is told about a method")
        .RequireAuthorization(Roles.Editor).RequireIfMatch().ProducesProblem(409);

    private static async Task<Results<Ok<InterventionAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, InterventionContent request, Caller caller, IfMatch match, UnitOfWork work, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        await Intervention.LockNamesAsync(work, ct);
        var current = await work.QuerySingleOrDefaultAsync<int?>("select version from intervention where id = @id for update", new { id }, ct);
        if (current is not { } version || !caller.ActsEverywhere) return Problem.NotFound();
        if (!match.Allows(version)) return Problem.PreconditionFailed();
        var (name, description, evidence, source, asOf, url) = request;
        if (await Intervention.IsTakenAsync(work, name, id, ct)) return Problem.Conflict(Intervention.NameTaken);
        var changed = await work.QuerySingleAsync<Intervention>(UpdateSql, new { id, name, description, evidence, source, asOf, url, now = clock.GetUtcNow() }, ct);
        await work.CommitAsync(ct);
        ETag.Set(http, changed.Version);
        return TypedResults.Ok(changed.ToAnswer());
    }

    private const string UpdateSql = $"""
        update intervention
        set name = @name, description = @description, evidence = @evidence, source = @source, as_of_date = @asOf, url = @url,
            version = version + 1, changed_at = @now
        where id = @id
        returning {Intervention.Columns}
        """;
}
