using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Coalition.Partners;

internal sealed record ChangePartnerRequest(
    [property: Needed, LengthBetween(2, 120)] string Name,
    [property: Needed, OneOf("organisation", "entrepreneur", "resident-group", "target-group")] string Kind,
    [property: Needed, CodeOf("domains")] string Domain,
    [property: Needed, OneOf("core", "network")] string Tier);

internal static class ChangePartner
{
    private static readonly Text NameTaken = ("Een andere partner heeft deze naam al.", "Another partner has this name already.");

    public static void Map(IEndpointRouteBuilder partners) => partners.MapPut("/partners/{id:guid}", HandleAsync)
        .WithName(nameof(ChangePartner)).WithSummary("Change name, kind, domain and tier")
        .RequireIfMatch().ProducesProblem(409);

    private static async Task<Results<Ok<PartnerAnswer>, ProblemHttpResult>> HandleAsync([AsParameters] Command command, ChangePartnerRequest request)
    {
        try
        {
            return await PartnerChange.ApplyAsync(command, "changed", partner => partner.Change(request.Name, request.Kind, request.Domain, request.Tier));
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return Problem.Conflict(NameTaken);
        }
    }
}
