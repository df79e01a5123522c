using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Npgsql;

namespace Nabij.Coalition.Partners;

internal static class GetPartner
{
    public static void Map(IEndpointRouteBuilder partners) => partners.MapGet("/partners/{id:guid}", HandleAsync)
        .WithName(nameof(GetPartner)).WithSummary("One partner");

    private static async Task<Results<Ok<PartnerAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct)
    {
        var partner = await PartnerRows.FindAsync(db, id, caller, ct);
        if (partner is null) return Problem.NotFound();
        ETag.Set(http, partner.Version);
        return TypedResults.Ok(PartnerAnswer.Of(partner));
    }
}
