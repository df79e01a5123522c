using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Npgsql;

namespace Nabij.Catalog.Search.Dutch;

/// <summary>A municipality that keeps no list has an empty one, of version 0: it can be changed like any other.</summary>
internal static class GetSynonyms
{
    public static void Map(IEndpointRouteBuilder synonyms) => synonyms.MapGet("", HandleAsync)
        .WithName(nameof(GetSynonyms)).WithSummary("Read the synonyms of a municipality, or without one those of the platform")
        .ProducesProblem(StatusCodes.Status403Forbidden);

    private static async Task<Results<Ok<SynonymList>, ProblemHttpResult>> HandleAsync(
        Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct, [MunicipalityCode] string? municipality = null)
    {
        if (municipality is null) return TypedResults.Ok(new SynonymList(null, Synonyms.DefaultGroups, [.. Language.Dutch.WholeWords.Order(StringComparer.Ordinal)]));
        if (!caller.ActsIn(municipality)) return Problem.NotYourMunicipality();
        await using var connection = await db.OpenConnectionAsync(ct);
        var found = await connection.QuerySingleOrDefaultAsync<StoredSynonyms>(new CommandDefinition(FindSql, new { municipality }, cancellationToken: ct))
            ?? new StoredSynonyms { Municipality = municipality };
        ETag.Set(http, found.Version);
        return TypedResults.Ok(found.ToAnswer());
    }

    private const string FindSql = $"select {StoredSynonyms.Columns} from synonym_list where municipality = @municipality";
}
