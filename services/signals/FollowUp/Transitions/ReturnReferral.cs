using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Signals.FollowUp.Transitions;

/// <summary>The referral did not work out: the person is accompanied again, and another service can be found.</summary>
internal static class ReturnReferral
{
    public static void Map(IEndpointRouteBuilder transitions) => transitions.MapPost("/return-referral", HandleAsync)
        .AsTransition(nameof(ReturnReferral), "The referral came back, for a reason");

    private static Task<Results<Ok<SignalView>, ProblemHttpResult>> HandleAsync(Guid id, ReturnReferralRequest request, SignalChange change, HttpContext http, CancellationToken ct) =>
        change.MakeAsync(http, id, (signal, now) => signal.ReturnReferral(request.Reason, now), ct);
}

internal sealed record ReturnReferralRequest(
    [property: Needed, OneOf(ReturnReason.Full, ReturnReason.NotSuitable, ReturnReason.Unreachable, ReturnReason.Stopped)] string Reason);
