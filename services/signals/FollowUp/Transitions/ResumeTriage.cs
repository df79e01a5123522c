using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Signals.FollowUp.Transitions;

/// <summary>The handler waits no longer for an answer in the dialogue. An answer there, or seven days without one, has the same effect.</summary>
internal static class ResumeTriage
{
    public static void Map(IEndpointRouteBuilder transitions) => transitions.MapPost("/resume-triage", HandleAsync)
        .AsTransition(nameof(ResumeTriage), "Judge the signal without waiting for an answer any longer");

    private static Task<Results<Ok<SignalView>, ProblemHttpResult>> HandleAsync(Guid id, ResumeTriageRequest request, SignalChange change, HttpContext http, CancellationToken ct) =>
        change.MakeAsync(http, id, (signal, now) => signal.Move("resume-triage", request.Reason, now), ct);
}

internal sealed record ResumeTriageRequest([property: Needed, OneOf(ResumeReason.AnsweredOtherwise, ResumeReason.NotNeeded)] string Reason);
