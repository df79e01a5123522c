using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Coalition.Gaps;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Coalition.Agreements;

internal sealed record CancelAgreementRequest([property: Needed, LengthBetween(3, 500)] string Reason);

internal static class CancelAgreement
{
    public static void Map(IEndpointRouteBuilder agreements) => agreements.MapPost("/agreements/{id:guid}/cancel", HandleAsync)
        .WithName(nameof(CancelAgreement)).WithSummary("Cancel it, with a reason; its gap opens again when nothing else answers it")
        .RequireIfMatch().ProducesProblem(409);

    private static Task<Results<Ok<AgreementAnswer>, ProblemHttpResult>> HandleAsync([AsParameters] Command command, CancelAgreementRequest request) =>
        AgreementChange.ApplyAsync(command, "cancelled", agreement => agreement.Cancel(request.Reason), (agreement, _) =>
            GapFollowUp.ReopenAsync(command.Work, agreement.GapId, command.Caller.Subject, command.Clock.GetUtcNow(), command.Ct));
}
