using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Npgsql;

namespace Nabij.Signals.Retention;

internal static class GetRetention
{
    public static void Map(IEndpointRouteBuilder retention) => retention.MapGet("", HandleAsync)
        .WithName(nameof(GetRetention)).WithSummary("How long a municipality keeps data after each outcome");

    private static async Task<Results<Ok<MunicipalityRetention>, ProblemHttpResult>> HandleAsync([MunicipalityCode] string code, Caller caller, NpgsqlDataSource db,
        HttpContext http, CancellationToken ct)
    {
        if (!caller.ActsIn(code)) return Problem.NotYourMunicipality();
        await using var connection = await db.OpenConnectionAsync(ct);
        var found = await connection.QuerySingleOrDefaultAsync<StoredTerms>(new CommandDefinition(RetentionTerms.FindSql, new { code }, cancellationToken: ct));
        ETag.Set(http, found?.Version ?? 0);
        return TypedResults.Ok(MunicipalityRetention.Of(code, found?.Days));
    }
}
