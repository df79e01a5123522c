using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Signals.FollowUp.Transitions;

/// <summary>
/// Where there may be danger, others act: they are called at once, and nobody waits for this desk. That the signal went to them is set down by two: one
/// handler proposes, another one agrees.
/// </summary>
internal static class HandOver
{
    public static void Map(IEndpointRouteBuilder transitions)
    {
        transitions.MapPost("/propose-hand-over", ProposeAsync).AsTransition("ProposeHandOver", "Propose to hand the signal over because of danger");
        transitions.MapPost("/hand-over", HandleAsync).AsTransition(nameof(HandOver), "Agree with a colleague's proposal to hand the signal over");
    }

    private static Task<Results<Ok<SignalView>, ProblemHttpResult>> ProposeAsync(Guid id, HandOverRequest request, SignalChange change, HttpContext http, CancellationToken ct) =>
        change.MakeAsync(http, id, (signal, now) => signal.ProposeHandOver(request.To, now), ct);

    private static Task<Results<Ok<SignalView>, ProblemHttpResult>> HandleAsync(Guid id, HandOverRequest request, SignalChange change, HttpContext http, CancellationToken ct) =>
        change.MakeAsync(http, id, (signal, now) => signal.Move("hand-over", request.To, now), ct);
}

internal sealed record HandOverRequest([property: Needed, OneOf("emergency-services", "safe-at-home", "crisis-service")] string To);
