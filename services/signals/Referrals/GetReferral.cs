using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Npgsql;

namespace Nabij.Signals.Referrals;

internal static class GetReferral
{
    public static void Map(IEndpointRouteBuilder referrals) => referrals.MapGet("/{id:guid}", HandleAsync)
        .WithName(nameof(GetReferral)).WithSummary("One referral, without anything personal");

    private static async Task<Results<Ok<ReferralItem>, ProblemHttpResult>> HandleAsync(Guid id, Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        if (await connection.QuerySingleOrDefaultAsync<ReferralItem>(new CommandDefinition(ReferralItem.FindSql, ReferralItem.Own(id, caller), cancellationToken: ct)) is not { } found)
            return Problem.NotFound();
        ETag.Set(http, found.Version);
        return TypedResults.Ok(found);
    }
}
