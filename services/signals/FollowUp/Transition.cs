using Nabij.Signals.Logs;
using static Nabij.Signals.FollowUp.Need;
using static Nabij.Signals.FollowUp.State;
using static Nabij.Signals.Logs.ProcessingActivity;

namespace Nabij.Signals.FollowUp;

/// <summary>A step of the follow-up: the whole state machine is the table below.</summary>
/// <param name="Name">Last part of its address.</param>
/// <param name="Activity">The processing activity that it is logged as.</param>
/// <param name="Needs">What must be so before it may happen.</param>
internal sealed record Transition(string Name, IReadOnlyList<string> From, string To, ProcessingActivity Activity, params IReadOnlyList<Need> Needs)
{
    public static readonly IReadOnlyList<Transition> All =
    [
        new("start-triage",    [Received],             InTriage,       Triage),
        new("not-taken",       [Received, InTriage],   NotTaken,       Triage,  GivenReason),
        new("advice-given",    [InTriage],             AdviceGiven,    Triage),
        new("hand-over",       [InTriage],             HandedOver,     Triage,  GivenReason),
        new("plan-contact",    [InTriage, NotReached], ContactPlanned, Contact, LegalBasis, LawfulSource),
        new("record-contact",  [ContactPlanned],       Contacted,      Contact, Reached, Informed),
        new("not-reached",     [ContactPlanned],       NotReached,     Contact, EnoughAttempts),
        new("decline",         [Contacted],            Declined,       Contact),
        new("no-need",         [Contacted],            NoNeed,         Contact),
        new("accompany",       [Contacted],            Accompanied,    Guide,   ConsentToContact),
        new("refer",           [Accompanied],          Referred,       Refer,   ActiveService, ConsentToShare),
        new("start-service",   [Referred],             Started,        Guide),
        new("return-referral", [Referred, Started],    Accompanied,    Guide,   GivenReason),
        new("close", [AdviceGiven, HandedOver, NotTaken, NotReached, Declined, NoNeed, Accompanied, Started], Closed, Close, FittingOutcome, KeptFor, ReporterHears),
    ];

    public static Transition Named(string name) => All.Single(t => t.Name == name);

    /// <summary>Names of what a state allows.</summary>
    public static IEnumerable<string> AllowedIn(string state) => All.Where(t => t.From.Contains(state)).Select(t => t.Name);
}
