using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Signals.FollowUp.Transitions;

/// <summary>Where there may be danger, others act: they are called, and the signal says to whom it went.</summary>
internal static class HandOver
{
    public static void Map(IEndpointRouteBuilder transitions) => transitions.MapPost("/hand-over", HandleAsync)
        .AsTransition(nameof(HandOver), "Hand the signal over because of danger");

    private static Task<Results<Ok<SignalView>, ProblemHttpResult>> HandleAsync(Guid id, HandOverRequest request, SignalChange change, HttpContext http, CancellationToken ct) =>
        change.MakeAsync(http, id, (signal, now) => signal.Move("hand-over", request.To, now), ct);
}

internal sealed record HandOverRequest([property: Needed, OneOf("emergency-services", "safe-at-home", "crisis-service")] string To);
