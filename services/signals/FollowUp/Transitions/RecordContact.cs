using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Signals.FollowUp.Transitions;

/// <summary>The person was reached, and heard that there was a signal and from what kind of source (GDPR art. 14), unless an exemption holds.</summary>
internal static class RecordContact
{
    public static void Map(IEndpointRouteBuilder transitions) => transitions.MapPost("/record-contact", HandleAsync)
        .AsTransition(nameof(RecordContact), "Record that the person was reached and informed");

    private static Task<Results<Ok<SignalView>, ProblemHttpResult>> HandleAsync(Guid id, RecordContactRequest request, SignalChange change, HttpContext http, CancellationToken ct) =>
        change.MakeAsync(http, id, (signal, now) => signal.RecordContact(request.Informed, now), ct);
}

/// <param name="Informed">How the person was informed; or why not: <c>exempt-knows-already</c>, <c>exempt-harm</c> (UAVG art. 41).</param>
internal sealed record RecordContactRequest([property: Needed, OneOf("in-person", "phone", "letter", "exempt-knows-already", "exempt-harm")] string Informed);
