using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;

namespace Nabij.Coalition.Agreements;

internal static class UnblockAgreement
{
    public static void Map(IEndpointRouteBuilder agreements) => agreements.MapPost("/agreements/{id:guid}/unblock", HandleAsync)
        .WithName(nameof(UnblockAgreement)).WithSummary("The owner can go on")
        .RequireIfMatch().ProducesProblem(409);

    private static Task<Results<Ok<AgreementAnswer>, ProblemHttpResult>> HandleAsync([AsParameters] Command command) =>
        AgreementChange.ApplyAsync(command, "unblocked", agreement => agreement.Unblock());
}
