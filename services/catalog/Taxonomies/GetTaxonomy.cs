using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Http;
using Npgsql;

namespace Nabij.Catalog.Taxonomies;

/// <summary>A municipality that keeps none has an empty one, of version 0: it can be changed like any other.</summary>
internal static class GetTaxonomy
{
    public static void Map(IEndpointRouteBuilder taxonomies) => taxonomies.MapGet("/{municipality}", HandleAsync)
        .WithName(nameof(GetTaxonomy)).WithSummary("Read what a municipality tells services apart by, besides what the platform does")
        .AllowAnonymous().WithPublicCaching();

    private static async Task<Results<Ok<Taxonomy>, ProblemHttpResult>> HandleAsync(
        [MunicipalityCode] string municipality, NpgsqlDataSource db, HttpContext http, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var version = await connection.ExecuteScalarAsync<long>(new CommandDefinition(VersionSql, new { municipality }, cancellationToken: ct));
        var terms = await connection.QueryAsync<TaxonomyStore.StoredTerm>(new CommandDefinition(TaxonomyStore.TermsSql, new { municipality }, cancellationToken: ct));
        ETag.Set(http, version);
        return TypedResults.Ok(new Taxonomy(municipality, [.. terms.Select(t => t.ToTerm())]));
    }

    private const string VersionSql = "select coalesce((select version from taxonomy where municipality = @municipality), 0)";
}
