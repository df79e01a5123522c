using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Contracts;
using Nabij.ServiceDefaults.Http;

namespace Nabij.Coalition.Partners;

internal static class JoinCoalition
{
    public static void Map(IEndpointRouteBuilder partners) => partners.MapPost("/partners/{id:guid}/join", HandleAsync)
        .WithName(nameof(JoinCoalition)).WithSummary("The invited partner joins")
        .RequireIfMatch().ProducesProblem(409);

    private static Task<Results<Ok<PartnerAnswer>, ProblemHttpResult>> HandleAsync([AsParameters] Command command)
    {
        var now = command.Clock.GetUtcNow();
        return PartnerChange.ApplyAsync(command, "joined", partner => partner.Join(now), (partner, coalition) =>
        {
            command.Work.PublishIn(coalition.Municipalities, municipality => new PartnerJoined
            {
                CoalitionId = coalition.Id,
                PartnerId = partner.Id,
                Domain = partner.Domain,
                Organisation = partner.OrganisationId,
                Municipality = municipality,
                OccurredAt = now,
                AggregateVersion = partner.Version,
            });
            return Task.CompletedTask;
        });
    }
}
