using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Signals.RolePolicies;

internal static class GetRolePolicy
{
    public static void Map(IEndpointRouteBuilder policies) => policies.MapGet("", HandleAsync)
        .WithName(nameof(GetRolePolicy)).WithSummary("The legal basis that a municipality entered for a role").ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<RolePolicyView>, ProblemHttpResult>> HandleAsync([MunicipalityCode] string code, [LengthBetween(1, 60)] string role, Caller caller,
        NpgsqlDataSource db, HttpContext http, CancellationToken ct)
    {
        if (!caller.ActsIn(code)) return Problem.NotYourMunicipality();
        await using var connection = await db.OpenConnectionAsync(ct);
        if (await connection.QuerySingleOrDefaultAsync<EnteredPolicy>(new CommandDefinition(
                EnteredPolicy.FindSql, new { municipality = code, role }, cancellationToken: ct)) is not { } found) return Problem.NotFound();
        ETag.Set(http, found.Version);
        return TypedResults.Ok(new RolePolicyView(found.Role, found.LegalReference, found.ValidUntil));
    }
}
