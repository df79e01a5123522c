using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Signals.FollowUp.Transitions;

/// <summary>
/// Ends the follow-up with an outcome, from which follows how long its data is kept. When no service fits, it says what was missing: the
/// coalition hears of that as an unmet need.
/// </summary>
internal static class CloseSignal
{
    private static readonly Text Missing = ("Zeg welke manier van ondersteuning ontbrak.", "Say which way of support was missing.");
    private static readonly Text OnlyWhenMissing = ("Dit hoort alleen bij de uitkomst no-suitable-service.", "This belongs to the outcome no-suitable-service only.");

    public static void Map(IEndpointRouteBuilder transitions) => transitions.MapPost("/close", HandleAsync)
        .AsTransition(nameof(CloseSignal), "End the follow-up with an outcome");

    private static async Task<Results<Ok<SignalView>, ProblemHttpResult>> HandleAsync(Guid id, CloseSignalRequest request, SignalChange change, HttpContext http, CancellationToken ct)
    {
        var noService = request.Outcome == Outcome.NoSuitableService;
        if (noService && request.SupportType is null) return Problem.Invalid("supportType", Missing);
        if (!noService && (request.SupportType ?? request.TargetGroup) is not null) return Problem.Invalid("supportType", OnlyWhenMissing);
        var unmet = noService ? new UnmetNeed(request.SupportType!, request.TargetGroup) : null;
        return await change.MakeAsync(http, id, (signal, now) => signal.Close(request.Outcome, unmet, request.Feedback, now), ct);
    }
}

/// <param name="SupportType">With <c>no-suitable-service</c>: code of the way of support that was missing.</param>
/// <param name="TargetGroup">With <c>no-suitable-service</c>: code of the group for which it was missing; none for everyone.</param>
/// <param name="Feedback">When the reporter wants feedback: <c>send</c>, or why not. The reporter hears that the signal was closed, and no more.</param>
internal sealed record CloseSignalRequest(
    [property: Needed, OneOf("helped", "at-service", Outcome.NoSuitableService, "stopped-by-person", "declined", "no-need", "not-reached", "advice-given", "handed-over", "not-taken")] string Outcome,
    [property: CodeOf("support-types")] string? SupportType,
    [property: CodeOf("target-groups")] string? TargetGroup,
    [property: OneOf(ReporterNotice.Send, "subject-objects", "unsafe", "unreachable")] string? Feedback);
