using Nabij.Signals.Logs;
using static Nabij.ServiceDefaults.Auth.Roles;
using static Nabij.Signals.FollowUp.Need;
using static Nabij.Signals.FollowUp.State;
using static Nabij.Signals.Logs.ProcessingActivity;

namespace Nabij.Signals.FollowUp;

/// <summary>A step of the follow-up: the whole state machine is the table below.</summary>
/// <param name="Name">Last part of its address; of a provider's step, the part before <c>-referral</c>.</param>
/// <param name="To">The state after it. A step that stays where it is changes something else: it proposes, or tells how a referral goes.</param>
/// <param name="By">Role of who takes it.</param>
/// <param name="Activity">The processing activity that it is logged as.</param>
/// <param name="Needs">What must be so before it may happen.</param>
internal sealed record Transition(string Name, IReadOnlyList<string> From, string To, string By, ProcessingActivity Activity, params IReadOnlyList<Need> Needs)
{
    public static readonly IReadOnlyList<Transition> All =
    [
        new("start-triage",      [Received],             InTriage,       Handler,  Triage),
        new("not-taken",         [Received, InTriage],   NotTaken,       Handler,  Triage,  GivenReason),
        new("ask-reporter",      [InTriage],             InfoRequested,  Handler,  Triage),
        new("resume-triage",     [InfoRequested],        InTriage,       Handler,  Triage,  GivenReason),
        new("advice-given",      [InTriage],             AdviceGiven,    Handler,  Triage),
        new("propose-hand-over", [InTriage],             InTriage,       Handler,  Triage,  GivenReason),
        new("hand-over",         [InTriage],             HandedOver,     Handler,  Triage,  GivenReason, SecondPairOfEyes),
        new("plan-contact",      [InTriage, NotReached], ContactPlanned, Handler,  Contact, LegalBasis, LawfulSource),
        new("record-contact",    [ContactPlanned],       Contacted,      Handler,  Contact, Reached, Informed),
        new("not-reached",       [ContactPlanned],       NotReached,     Handler,  Contact, EnoughAttempts),
        new("decline",           [Contacted],            Declined,       Handler,  Contact),
        new("no-need",           [Contacted],            NoNeed,         Handler,  Contact),
        new("accompany",         [Contacted],            Accompanied,    Handler,  Guide,   ConsentToContact),
        new("refer",             [Accompanied],          Referred,       Handler,  Refer,   ActiveService, ConsentToContact, ConsentToShare, ConsentedFields),
        new("start-service",     [Referred],             Started,        Handler,  Guide),
        new("return-referral",   [Referred, Started],    Accompanied,    Handler,  Guide,   GivenReason),
        new("accept-referral",   [Referred],             Referred,       Provider, Refer,   ReferralIsSent),
        new("reject-referral",   [Referred],             Accompanied,    Provider, Refer,   GivenReason),
        new("start-referral",    [Referred],             Started,        Provider, Refer,   ReferralIsAccepted),
        new("complete-referral", [Started],              Started,        Provider, Refer,   ReferralIsStarted),
        new("close", [AdviceGiven, HandedOver, NotTaken, NotReached, Declined, NoNeed, Accompanied, Started], Closed, Handler, Close, FittingOutcome, KeptFor, ReporterHears),
        new("reopen",            [Closed],               InTriage,       Handler,  Triage,  GivenReason, StillKept),
    ];

    /// <summary>Others are warned of danger: that is done while the signal is restricted too (GDPR art. 18.2).</summary>
    public bool IsAgainstDanger => Name is "propose-hand-over" or "hand-over";

    public static Transition Named(string name) => All.Single(t => t.Name == name);

    /// <summary>Names of what a state allows.</summary>
    public static IEnumerable<string> AllowedIn(string state, string by = Handler) => All.Where(t => t.By == by && t.From.Contains(state)).Select(t => t.Name);
}
