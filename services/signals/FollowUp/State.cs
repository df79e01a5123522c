namespace Nabij.Signals.FollowUp;

/// <summary>Where a signal stands. The way between states is <see cref="Transition.All"/>.</summary>
internal static class State
{
    public const string Received = "received", InTriage = "in-triage", ContactPlanned = "contact-planned", Contacted = "contacted", NotReached = "not-reached",
        Accompanied = "accompanied", Referred = "referred", Started = "started", AdviceGiven = "advice-given", Declined = "declined", NoNeed = "no-need",
        HandedOver = "handed-over", NotTaken = "not-taken", Closed = "closed", Erased = "erased";

    public static readonly IReadOnlyList<string> All =
    [
        Received, InTriage, ContactPlanned, Contacted, NotReached, Accompanied, Referred, Started, AdviceGiven, Declined, NoNeed, HandedOver, NotTaken, Closed, Erased,
    ];
}
