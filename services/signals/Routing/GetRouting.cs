using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Npgsql;

namespace Nabij.Signals.Routing;

internal static class GetRouting
{
    public static void Map(IEndpointRouteBuilder routing) => routing.MapGet("", HandleAsync)
        .WithName(nameof(GetRouting)).WithSummary("Which organisation follows up the signals of a municipality").ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<MunicipalityRouting>, ProblemHttpResult>> HandleAsync([MunicipalityCode] string code, Caller caller, NpgsqlDataSource db,
        HttpContext http, CancellationToken ct)
    {
        if (!caller.ActsIn(code)) return Problem.NotYourMunicipality();
        await using var connection = await db.OpenConnectionAsync(ct);
        if (await connection.QuerySingleOrDefaultAsync<StoredRouting>(new CommandDefinition(StoredRouting.FindSql, new { code }, cancellationToken: ct)) is not { } found)
            return Problem.NotFound();
        ETag.Set(http, found.Version);
        return TypedResults.Ok(new MunicipalityRouting(code, found.OrganisationId));
    }
}

internal sealed record MunicipalityRouting(string Municipality, Guid OrganisationId);

internal sealed record StoredRouting
{
    public Guid OrganisationId { get; init; }
    public long Version { get; init; }

    public const string FindSql = "select organisation_id, version from routing where municipality = @code";
}
