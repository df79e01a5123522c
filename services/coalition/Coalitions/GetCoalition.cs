using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Npgsql;

namespace Nabij.Coalition.Coalitions;

internal static class GetCoalition
{
    public static void Map(IEndpointRouteBuilder coalitions) => coalitions.MapGet("/{id:guid}", HandleAsync)
        .WithName(nameof(GetCoalition)).WithSummary("One coalition: status, domains, growth stage and settings");

    private static async Task<Results<Ok<CoalitionAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct)
    {
        var coalition = await db.FindAsync<MunicipalCoalition>(CoalitionRows.FindSql, new { id, scope = caller.Scope() }, ct);
        if (coalition is null) return Problem.NotFound();
        ETag.Set(http, coalition.Version);
        return TypedResults.Ok(CoalitionAnswer.Of(coalition));
    }
}
