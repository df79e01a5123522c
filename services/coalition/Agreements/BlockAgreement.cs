using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Coalition.Agreements;

internal sealed record BlockAgreementRequest([property: Needed, LengthBetween(3, 500)] string Reason);

internal static class BlockAgreement
{
    public static void Map(IEndpointRouteBuilder agreements) => agreements.MapPost("/agreements/{id:guid}/block", HandleAsync)
        .WithName(nameof(BlockAgreement)).WithSummary("The owner cannot go on, and says why")
        .RequireIfMatch().ProducesProblem(409);

    private static Task<Results<Ok<AgreementAnswer>, ProblemHttpResult>> HandleAsync([AsParameters] Command command, BlockAgreementRequest request) =>
        AgreementChange.ApplyAsync(command, "blocked", agreement => agreement.Block(request.Reason));
}
