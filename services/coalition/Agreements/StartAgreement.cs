using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;

namespace Nabij.Coalition.Agreements;

internal static class StartAgreement
{
    public static void Map(IEndpointRouteBuilder agreements) => agreements.MapPost("/agreements/{id:guid}/start", HandleAsync)
        .WithName(nameof(StartAgreement)).WithSummary("The owner starts")
        .RequireIfMatch().ProducesProblem(409);

    private static Task<Results<Ok<AgreementAnswer>, ProblemHttpResult>> HandleAsync([AsParameters] Command command) =>
        AgreementChange.ApplyAsync(command, "started", agreement => agreement.Start());
}
