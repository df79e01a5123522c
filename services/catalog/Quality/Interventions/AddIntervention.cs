using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Quality.Interventions;

internal static class AddIntervention
{
    public static void Map(IEndpointRouteBuilder interventions) => interventions.MapPost("", HandleAsync)
        .WithName(nameof(AddIntervention)).WithSummary("Add a method that services can be based on")
        .RequireAuthorization(Roles.Editor).WithIdempotency().ProducesProblem(409);

    private static async Task<Results<Created<InterventionAnswer>, ProblemHttpResult>> HandleAsync(
        InterventionContent request, Caller caller, UnitOfWork work, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        if (!caller.ActsEverywhere) return Problem.Forbidden(Intervention.OnlyForAll);
        var (name, description, evidence, source, asOf, url) = request;
        var id = Guid.CreateVersion7();
        await Intervention.LockNamesAsync(work, ct);
        if (await Intervention.IsTakenAsync(work, name, id, ct)) return Problem.Conflict(Intervention.NameTaken);
        var added = await work.QuerySingleAsync<Intervention>(InsertSql, new { id, name, description, evidence, source, asOf, url, now = clock.GetUtcNow() }, ct);
        await work.CommitAsync(ct);
        ETag.Set(http, added.Version);
        return TypedResults.Created($"{http.Request.Path}/{added.Id}", added.ToAnswer());
    }

    private const string InsertSql = $"""
        insert into intervention (id, name, description, evidence, source, as_of_date, url, version, changed_at)
        values (@id, @name, @description, @evidence, @source, @asOf, @url, 1, @now)
        returning {Intervention.Columns}
        """;
}
