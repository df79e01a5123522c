using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Npgsql;

namespace Nabij.Catalog.Supplements;

internal static class GetSupplement
{
    public static void Map(IEndpointRouteBuilder supplements) => supplements.MapGet("", HandleAsync)
        .WithName(nameof(GetSupplement)).WithSummary("What is different of a national service in a municipality")
        .AllowAnonymous().WithPublicCaching();

    private static async Task<Results<Ok<SupplementAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, [MunicipalityCode] string municipality, NpgsqlDataSource db, HttpContext http, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        if (await SupplementRows.FindAsync(connection, id, municipality, ct) is not { } supplement) return Problem.NotFound();
        ETag.Set(http, supplement.Version);
        return TypedResults.Ok(supplement.ToAnswer());
    }
}
