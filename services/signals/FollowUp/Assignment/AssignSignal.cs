using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.Signals.Privacy;

namespace Nabij.Signals.FollowUp.Assignment;

/// <summary>Who works on a signal: the caller, a colleague, or nobody. Beginning with triage assigns what nobody had to who begins.</summary>
internal static class AssignSignal
{
    public static void Map(IEndpointRouteBuilder signals)
    {
        signals.MapPut("/{id:guid}/assignee", AssignAsync).WithName(nameof(AssignSignal)).WithSummary("Assign the signal to yourself or to a colleague").RequireIfMatch()
            .ProducesProblem(StatusCodes.Status409Conflict);
        signals.MapDelete("/{id:guid}/assignee", ReleaseAsync).WithName("ReleaseSignal").WithSummary("Give the signal back to the whole team").RequireIfMatch()
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static Task<Results<Ok<SignalView>, ProblemHttpResult>> AssignAsync(Guid id, AssignSignalRequest request, Caller caller, SignalChange change, HttpContext http,
        CancellationToken ct) => change.EditAsync(http, id, "assign", signal => signal.Assign(request.Assignee ?? caller.Subject), ct);

    private static Task<Results<Ok<SignalView>, ProblemHttpResult>> ReleaseAsync(Guid id, SignalChange change, HttpContext http, CancellationToken ct) =>
        change.EditAsync(http, id, "release", signal => signal.Assign(null), ct);
}

/// <param name="Assignee">Subject of a colleague's token; the caller without it.</param>
internal sealed record AssignSignalRequest([property: StaffSubject, NotPersonal("opaque account of a handler")] string? Assignee);
