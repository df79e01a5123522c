using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;

namespace Nabij.Coalition.Agreements;

internal static class ChangeAgreement
{
    public static void Map(IEndpointRouteBuilder agreements) => agreements.MapPut("/agreements/{id:guid}", HandleAsync)
        .WithName(nameof(ChangeAgreement)).WithSummary("Change the terms while it is proposed")
        .RequireIfMatch().ProducesProblem(409);

    private static Task<Results<Ok<AgreementAnswer>, ProblemHttpResult>> HandleAsync([AsParameters] Command command, AgreementTerms request) =>
        AgreementChange.ApplyAsync(command, "changed", async agreement =>
            agreement.Change(request) ?? await TermsCheck.RunAsync(command.Work, agreement.CoalitionId, request, command.Ct));
}
