using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference.Calendar;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Signals.Rights;

/// <summary>Ends a restriction that was granted. The person is told before (GDPR art. 18.3). A signal that another request restricts too stays restricted.</summary>
internal static class LiftRestriction
{
    private static readonly Text NotThen = ("Kies de dag waarop de betrokkene het hoorde: na het verzoek, en niet later dan vandaag.",
        "Choose the day on which the person was told: after the request, and no later than today.");

    public static void Map(IEndpointRouteBuilder requests) => requests.MapPost("/{id:guid}/lift", HandleAsync)
        .WithName(nameof(LiftRestriction)).WithSummary("Lift a restriction that was granted, after the person was told").RequireIfMatch()
        .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Ok<RightsRequestView>, ProblemHttpResult>> HandleAsync(Guid id, LiftRestrictionRequest asked, Caller caller, IfMatch ifMatch,
        RightsStore store, TimeProvider time, HttpContext http, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (await store.LoadAsync(id, caller, ct) is not { } request) return Problem.NotFound();
        if (!ifMatch.Allows(request.Version)) return Problem.PreconditionFailed();
        var told = asked.ToldDate!.Value;
        if (told < request.ReceivedDate || told > DutchDay.Of(now)) return Problem.Invalid("toldDate", NotThen);
        if (request.Lift(asked.Reason, told, now) is { } refusal) return Problem.Conflict(refusal);

        var signals = await store.SignalsAsync(request, ct);
        await store.SaveAsync(request, ct);
        await store.LiftAsync(request, ct);
        await store.LogAsync(request, caller, "lift-restriction", signals, now, ct);
        await store.Work.CommitAsync(ct);
        ETag.Set(http, request.Version);
        return TypedResults.Ok(RightsRequestView.Of(request));
    }
}

/// <param name="Reason">Why it ends: the person asks for it, what was disputed was checked, the interests were weighed, or nobody needs it any more.</param>
/// <param name="ToldDate">Day on which the person was told that it ends.</param>
internal sealed record LiftRestrictionRequest(
    [property: Needed, OneOf("by-person", "data-verified", "interests-weighed", "not-needed")] string Reason,
    [property: Needed] DateOnly? ToldDate);
