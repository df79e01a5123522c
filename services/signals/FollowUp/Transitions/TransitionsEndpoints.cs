using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;

namespace Nabij.Signals.FollowUp.Transitions;

internal static class TransitionsEndpoints
{
    public static void MapTransitions(this IEndpointRouteBuilder signals)
    {
        NextTransitions.Map(signals);
        var transitions = signals.MapGroup("/{id:guid}/transitions");
        // Steps that bring nothing with them.
        transitions.MapStep("start-triage", "StartTriage", "Begin to judge the signal");
        transitions.MapStep("ask-reporter", "AwaitAnswer", "Wait for what the reporter answers, seven days at most", (signal, now) => signal.AskReporter(now));
        transitions.MapStep("advice-given", "RecordAdvice", "The reporter was helped to act");
        transitions.MapStep("not-reached", "RecordNotReached", "The person could not be reached");
        transitions.MapStep("decline", "RecordDecline", "The person wants nothing");
        transitions.MapStep("no-need", "RecordNoNeed", "The person needs nothing");
        transitions.MapStep("accompany", "Accompany", "Accompany the person, with consent");
        transitions.MapStep("start-service", "RecordServiceStart", "The person started at the service");
        // Steps that bring something.
        TakeNotTaken.Map(transitions);
        ResumeTriage.Map(transitions);
        HandOver.Map(transitions);
        PlanContact.Map(transitions);
        RecordContact.Map(transitions);
        ReferToService.Map(transitions);
        ReturnReferral.Map(transitions);
        CloseSignal.Map(transitions);
        ReopenSignal.Map(transitions);
    }

    /// <summary>What every step declares.</summary>
    public static RouteHandlerBuilder AsTransition(this RouteHandlerBuilder route, string name, string summary) =>
        route.WithName(name).WithSummary(summary).RequireIfMatch().ProducesProblem(StatusCodes.Status409Conflict);

    private static void MapStep(this IEndpointRouteBuilder transitions, string step, string name, string summary) =>
        transitions.MapStep(step, name, summary, (signal, now) => signal.Move(step, now));

    private static void MapStep(this IEndpointRouteBuilder transitions, string step, string name, string summary, Func<Signal, DateTimeOffset, Refusal?> take) => transitions
        .MapPost($"/{step}", Task<Results<Ok<SignalView>, ProblemHttpResult>> (Guid id, SignalChange change, HttpContext http, CancellationToken ct) =>
            change.MakeAsync(http, id, take, ct))
        .AsTransition(name, summary);
}
