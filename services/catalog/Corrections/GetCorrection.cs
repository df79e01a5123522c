using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Services;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Npgsql;

namespace Nabij.Catalog.Corrections;

internal static class GetCorrection
{
    public static void Map(IEndpointRouteBuilder corrections) => corrections.MapGet("/{id:guid}", HandleAsync)
        .WithName(nameof(GetCorrection)).WithSummary("Read a correction");

    private static async Task<Results<Ok<CorrectionAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var args = new DynamicParameters(OwnServices.Args(caller));
        args.AddDynamicParams(new { id });
        var row = await connection.QuerySingleOrDefaultAsync<CorrectionRow>(new CommandDefinition(
            $"{CorrectionRow.SelectSql} where c.id = @id and {OwnServices.ConditionSql}", args, cancellationToken: ct));
        if (row is null) return Problem.NotFound();
        ETag.Set(http, row.Version);
        return TypedResults.Ok(row.ToAnswer());
    }
}
