using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference.Calendar;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Coalition.Agreements;

/// <param name="DueDate">Later than the present one, in Europe/Amsterdam.</param>
internal sealed record PostponeAgreementRequest(
    [property: Needed] DateOnly? DueDate,
    [property: Needed, LengthBetween(3, 500)] string Reason);

internal static class PostponeAgreement
{
    public static void Map(IEndpointRouteBuilder agreements) => agreements.MapPost("/agreements/{id:guid}/postpone", HandleAsync)
        .WithName(nameof(PostponeAgreement)).WithSummary("Set a later due date, with a reason")
        .RequireIfMatch().ProducesProblem(409);

    private static Task<Results<Ok<AgreementAnswer>, ProblemHttpResult>> HandleAsync([AsParameters] Command command, PostponeAgreementRequest request)
    {
        DateOnly? from = null;
        return AgreementChange.ApplyAsync(command, "postponed", agreement =>
        {
            from = agreement.DueDate;
            return agreement.Postpone(request.DueDate!.Value, request.Reason, command.Clock.Today());
        }, detail: () => new { from, to = request.DueDate });
    }
}
