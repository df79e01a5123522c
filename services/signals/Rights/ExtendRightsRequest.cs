using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference.Calendar;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Signals.Rights;

internal static class ExtendRightsRequest
{
    public static void Map(IEndpointRouteBuilder requests) => requests.MapPost("/{id:guid}/extend", HandleAsync)
        .WithName(nameof(ExtendRightsRequest)).WithSummary("Take two months more, once and with a reason").RequireIfMatch().ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Ok<RightsRequestView>, ProblemHttpResult>> HandleAsync(Guid id, ExtendRightsRequestRequest asked, Caller caller, IfMatch ifMatch,
        RightsStore store, TimeProvider time, HttpContext http, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (await store.LoadAsync(id, caller, ct) is not { } request) return Problem.NotFound();
        if (!ifMatch.Allows(request.Version)) return Problem.PreconditionFailed();
        if (request.Extend(asked.Reason, DutchDay.Of(now)) is { } refusal) return Problem.Conflict(refusal);

        await store.SaveAsync(request, ct);
        await store.LogAsync(request, caller, "extend-rights-request", [], now, ct);
        await store.Work.CommitAsync(ct);
        ETag.Set(http, request.Version);
        return TypedResults.Ok(RightsRequestView.Of(request));
    }
}

internal sealed record ExtendRightsRequestRequest([property: Needed, OneOf("complex", "many-requests")] string Reason);
