using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;
using Npgsql;

namespace Nabij.Catalog.Imports;

internal static class GetImport
{
    public static void Map(IEndpointRouteBuilder imports) => imports.MapGet("/{id:guid}", HandleAsync)
        .WithName(nameof(GetImport)).WithSummary("How far an import is");

    private static async Task<Results<Ok<ImportAnswer>, ProblemHttpResult>> HandleAsync(Guid id, Caller caller, NpgsqlDataSource db, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        return await FindAsync(connection, id, caller, ct) is { } import ? TypedResults.Ok(import.ToAnswer()) : Problem.NotFound();
    }

    /// <summary>Null when there is none that this caller may see.</summary>
    public static Task<Import?> FindAsync(NpgsqlConnection connection, Guid id, Caller caller, CancellationToken ct) => connection.QuerySingleOrDefaultAsync<Import>(new CommandDefinition(
        $"select {Import.Columns} from import i where i.id = @id and {Import.VisibleSql}", new { id, everywhere = caller.ActsEverywhere, mine = caller.Municipalities.ToArray() }, cancellationToken: ct));
}
