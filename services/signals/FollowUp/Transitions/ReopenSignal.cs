using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Signals.FollowUp.Transitions;

/// <summary>Opens a closed signal again, as long as it is kept. That gives it no longer life: the day until which its data is kept stays what it was.</summary>
internal static class ReopenSignal
{
    public static void Map(IEndpointRouteBuilder transitions) => transitions.MapPost("/reopen", HandleAsync)
        .AsTransition(nameof(ReopenSignal), "Open a closed signal again, for a reason");

    private static Task<Results<Ok<SignalView>, ProblemHttpResult>> HandleAsync(Guid id, ReopenRequest request, SignalChange change, HttpContext http, CancellationToken ct) =>
        change.MakeAsync(http, id, (signal, now) => signal.Move("reopen", request.Reason, now), ct);
}

internal sealed record ReopenRequest([property: Needed, OneOf("new-information", "asked-again", "closed-by-mistake", "worry-remains")] string Reason);
