using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Signals.Rights;

internal static class GetRightsRequest
{
    public static void Map(IEndpointRouteBuilder requests) => requests.MapGet("/{id:guid}", HandleAsync)
        .WithName(nameof(GetRightsRequest)).WithSummary("One request, with the signals that it is about");

    private static async Task<Results<Ok<RightsRequestView>, ProblemHttpResult>> HandleAsync(Guid id, Caller caller, RightsStore store, HttpContext http, CancellationToken ct)
    {
        if (await store.LoadAsync(id, caller, ct) is not { } request) return Problem.NotFound();
        ETag.Set(http, request.Version);
        return TypedResults.Ok(RightsRequestView.Of(request) with { SignalIds = await store.SignalsAsync(request, ct) });
    }
}
