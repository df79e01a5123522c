using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Npgsql;

namespace Nabij.Catalog.Quality.Interventions;

internal static class GetIntervention
{
    public static void Map(IEndpointRouteBuilder interventions) => interventions.MapGet("/{id:guid}", HandleAsync)
        .WithName(nameof(GetIntervention)).WithSummary("Read a method that services can be based on")
        .AllowAnonymous().WithPublicCaching();

    private static async Task<Results<Ok<InterventionAnswer>, ProblemHttpResult>> HandleAsync(Guid id, NpgsqlDataSource db, HttpContext http, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var intervention = await connection.QuerySingleOrDefaultAsync<Intervention>(new CommandDefinition(GetSql, new { id }, cancellationToken: ct));
        if (intervention is null) return Problem.NotFound();
        ETag.Set(http, intervention.Version);
        return TypedResults.Ok(intervention.ToAnswer());
    }

    private const string GetSql = $"select {Intervention.Columns} from intervention where id = @id";
}
