using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.Reference.Calendar;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Signals.FollowUp.Transitions;

/// <summary>What can be done with the signal now, and what each step still needs. Some of that comes with the step itself.</summary>
internal static class NextTransitions
{
    public static void Map(IEndpointRouteBuilder signals) => signals.MapGet("/{id:guid}/transitions/next", HandleAsync)
        .WithName(nameof(NextTransitions)).WithSummary("The steps that the state allows, and what each needs");

    private static async Task<Results<Ok<NextSteps>, ProblemHttpResult>> HandleAsync(Guid id, Caller caller, UnitOfWork work, TimeProvider time, HttpContext http,
        CancellationToken ct)
    {
        if (await work.LoadOwnAsync(id, caller, ct) is not { } signal) return Problem.NotFound();
        (signal.Actor, signal.Today) = (caller.Subject, time.Today());
        ETag.Set(http, signal.Version);
        var steps = Transition.All.Where(t => (!signal.IsRestricted || t.IsAgainstDanger) && t.By == Roles.Handler && t.From.Contains(signal.State))
            .Select(t => new NextStep(t.Name, t.To, [.. t.Needs.Select(n => new StepNeed(n.Code, n.Text.ToString(), n.IsMet(signal)))]));
        return TypedResults.Ok(new NextSteps(signal.State, [.. steps]));
    }
}

internal sealed record NextSteps(string State, IReadOnlyList<NextStep> Items);

/// <param name="Name">Last part of the address to post to.</param>
/// <param name="To">The state after it.</param>
internal sealed record NextStep(string Name, string To, IReadOnlyList<StepNeed> Needs);

/// <param name="Met">False as long as the step would be refused for it, unless what is asked for comes with the step.</param>
internal sealed record StepNeed(string Code, string Text, bool Met);
