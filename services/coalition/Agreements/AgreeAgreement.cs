using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Coalition.Gaps;
using Nabij.Contracts;
using Nabij.Reference.Calendar;
using Nabij.ServiceDefaults.Http;

namespace Nabij.Coalition.Agreements;

internal static class AgreeAgreement
{
    public static void Map(IEndpointRouteBuilder agreements) => agreements.MapPost("/agreements/{id:guid}/agree", HandleAsync)
        .WithName(nameof(AgreeAgreement)).WithSummary("The proposal becomes an agreement; names all that is not concrete yet")
        .RequireIfMatch().ProducesProblem(409);

    private static Task<Results<Ok<AgreementAnswer>, ProblemHttpResult>> HandleAsync([AsParameters] Command command)
    {
        var (_, caller, _, work, clock, _, ct) = command;
        var now = clock.GetUtcNow();
        return AgreementChange.ApplyAsync(command, "agreed", agreement => agreement.Agree(clock.Today(), now), async (agreement, coalition) =>
        {
            await GapFollowUp.AddressAsync(work, agreement.GapId, caller.Subject, now, ct);
            work.PublishIn(coalition.Municipalities, municipality => new AgreementAgreed
            {
                AgreementId = agreement.Id,
                GapId = agreement.GapId,
                DueDate = agreement.DueDate!.Value,
                Organisation = agreement.OwnerOrganisationId,
                Municipality = municipality,
                OccurredAt = now,
                AggregateVersion = agreement.Version,
            });
        });
    }
}
