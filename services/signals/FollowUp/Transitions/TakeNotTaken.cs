using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Signals.FollowUp.Transitions;

internal static class TakeNotTaken
{
    public static void Map(IEndpointRouteBuilder transitions) => transitions.MapPost("/not-taken", HandleAsync)
        .AsTransition(nameof(TakeNotTaken), "Do not take the signal up, for a reason");

    private static Task<Results<Ok<SignalView>, ProblemHttpResult>> HandleAsync(Guid id, NotTakenRequest request, SignalChange change, HttpContext http, CancellationToken ct) =>
        change.MakeAsync(http, id, (signal, now) => signal.Move("not-taken", request.Reason, now), ct);
}

internal sealed record NotTakenRequest([property: Needed, OneOf("spam", "duplicate", "other-area")] string Reason);
