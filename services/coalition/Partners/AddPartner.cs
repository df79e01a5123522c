using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Coalition.Coalitions;
using Nabij.Messaging;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Coalition.Partners;

/// <param name="OrganisationId">Id of the organisation in the catalogue.</param>
/// <param name="Domain">Code of one of the twelve domains.</param>
/// <param name="Tier">core: steers the coalition; network: takes part.</param>
internal sealed record AddPartnerRequest(
    [property: Needed] Guid? OrganisationId,
    [property: Needed, LengthBetween(2, 120)] string Name,
    [property: Needed, OneOf("organisation", "entrepreneur", "resident-group", "target-group")] string Kind,
    [property: Needed, CodeOf("domains")] string Domain,
    [property: Needed, OneOf("core", "network")] string Tier);

internal static class AddPartner
{
    private static readonly Text Exists = (
        "Deze organisatie of naam staat al bij de coalitie.", "This organisation or name is in the coalition already.");

    public static void Map(IEndpointRouteBuilder partners) => partners.MapPost("/coalitions/{id:guid}/partners", HandleAsync)
        .WithName(nameof(AddPartner)).WithSummary("Add an organisation as a prospect")
        .WithIdempotency().ProducesProblem(409);

    private static async Task<Results<Created<PartnerAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, AddPartnerRequest request, Caller caller, UnitOfWork work, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        var coalition = await CoalitionRows.FindForChangeAsync(work, id, caller, ct);
        if (coalition is null) return Problem.NotFound();
        if (coalition.TakesNothingMore() is { } refusal) return refusal.ToProblem();

        var (now, partner) = (clock.GetUtcNow(), Partner.Propose(id, request.OrganisationId!.Value, request.Name, request.Kind, request.Domain, request.Tier));
        var added = await work.ExecuteAsync(InsertSql,
            new { partner.Id, partner.CoalitionId, partner.OrganisationId, partner.Name, partner.Kind, partner.Domain, partner.Tier, now }, ct);
        if (added == 0) return Problem.Conflict(Exists);

        await History.AddAsync(work, History.Partner, partner.Id, partner.Version, "added", caller.Subject, now, ct: ct);
        await work.CommitAsync(ct);
        ETag.Set(http, partner.Version);
        return TypedResults.Created(Addresses.OfPartner(partner.Id), PartnerAnswer.Of(partner));
    }

    private const string InsertSql = """
        insert into partner (id, coalition_id, organisation_id, name, kind, domain, tier, status, created_at, version)
        values (@Id, @CoalitionId, @OrganisationId, @Name, @Kind, @Domain, @Tier, 'prospect', @now, 1)
        on conflict do nothing
        """;
}
