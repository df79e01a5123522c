using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Contracts;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Coalition.Agreements;

/// <param name="Result">What came of it; no names of residents.</param>
internal sealed record CompleteAgreementRequest([property: Needed, LengthBetween(3, 1000)] string Result);

internal static class CompleteAgreement
{
    public static void Map(IEndpointRouteBuilder agreements) => agreements.MapPost("/agreements/{id:guid}/complete", HandleAsync)
        .WithName(nameof(CompleteAgreement)).WithSummary("It is done, with a result")
        .RequireIfMatch().ProducesProblem(409);

    private static Task<Results<Ok<AgreementAnswer>, ProblemHttpResult>> HandleAsync([AsParameters] Command command, CompleteAgreementRequest request)
    {
        var now = command.Clock.GetUtcNow();
        return AgreementChange.ApplyAsync(command, "completed", agreement => agreement.Complete(request.Result, now), (agreement, coalition) =>
        {
            command.Work.PublishIn(coalition.Municipalities, municipality => new AgreementCompleted
            {
                AgreementId = agreement.Id,
                GapId = agreement.GapId,
                Organisation = agreement.OwnerOrganisationId,
                Municipality = municipality,
                OccurredAt = now,
                AggregateVersion = agreement.Version,
            });
            return Task.CompletedTask;
        });
    }
}
