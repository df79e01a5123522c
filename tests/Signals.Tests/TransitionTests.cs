using FsCheck;
using FsCheck.Fluent;
using Nabij.Contracts;
using Nabij.Reference.Calendar;
using Nabij.Signals.FollowUp;
using Outcome = Nabij.Signals.FollowUp.Outcome;

namespace Signals.Tests;

/// <summary>The state machine without a server. The edges stand here once more, as the design draws them, so that a slip in the table is seen.</summary>
public sealed class TransitionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

    private static readonly DateOnly Today = new(2026, 11, 24);

    private static readonly HashSet<(string From, string Step, string To)> Edges =
    [
        ("received", "start-triage", "in-triage"), ("received", "not-taken", "not-taken"), ("in-triage", "not-taken", "not-taken"),
        ("in-triage", "ask-reporter", "info-requested"), ("info-requested", "resume-triage", "in-triage"), ("in-triage", "propose-hand-over", "in-triage"),
        ("in-triage", "advice-given", "advice-given"), ("in-triage", "hand-over", "handed-over"), ("in-triage", "plan-contact", "contact-planned"),
        ("not-reached", "plan-contact", "contact-planned"), ("contact-planned", "record-contact", "contacted"), ("contact-planned", "not-reached", "not-reached"),
        ("contacted", "decline", "declined"), ("contacted", "no-need", "no-need"), ("contacted", "accompany", "accompanied"), ("accompanied", "refer", "referred"),
        ("referred", "start-service", "started"), ("referred", "return-referral", "accompanied"), ("started", "return-referral", "accompanied"),
        ("referred", "accept-referral", "referred"), ("referred", "reject-referral", "accompanied"), ("referred", "start-referral", "started"),
        ("started", "complete-referral", "started"), ("closed", "reopen", "in-triage"),
        ("accompanied", "close", "closed"), ("started", "close", "closed"), ("advice-given", "close", "closed"), ("declined", "close", "closed"),
        ("no-need", "close", "closed"), ("not-reached", "close", "closed"), ("handed-over", "close", "closed"), ("not-taken", "close", "closed"),
    ];

    private static readonly Guid Service = Guid.NewGuid(), Provider = Guid.NewGuid();

    [Fact]
    public void The_table_has_the_edges_of_the_design_and_no_other() =>
        Assert.Equal(Edges.Order(), Transition.All.SelectMany(t => t.From.Select(from => (from, t.Name, t.To))).Order());

    /// <summary>The guards of each step, once more; in the table's order.</summary>
    private static readonly Dictionary<string, string> GuardsOf = new()
    {
        ["not-taken"] = "reason",
        ["resume-triage"] = "reason",
        ["propose-hand-over"] = "reason",
        ["hand-over"] = "reason second-pair-of-eyes",
        ["plan-contact"] = "legal-basis lawful-source",
        ["record-contact"] = "contact-reached informed",
        ["not-reached"] = "enough-attempts",
        ["accompany"] = "consent-contact",
        ["refer"] = "active-service consent-contact consent-share-with-provider consented-fields",
        ["return-referral"] = "reason",
        ["accept-referral"] = "referral-sent",
        ["reject-referral"] = "reason",
        ["start-referral"] = "referral-accepted",
        ["complete-referral"] = "referral-started",
        ["close"] = "outcome retention-rule feedback",
        ["reopen"] = "reason still-kept",
    };

    private static readonly string[] EveryGuard = [.. GuardsOf.Values.SelectMany(g => g.Split(' ')).Distinct()];

    private static readonly string[] ProvidersSteps = ["accept-referral", "reject-referral", "start-referral", "complete-referral"];

    /// <summary>Every state with every step, each time with other facts: a random set of the guards is not met.</summary>
    [Fact]
    public void From_any_state_with_any_facts_only_a_legal_step_whose_guards_are_met_is_taken()
    {
        HashSet<(string Guard, bool Met)> seen = [];
        var facts = Gen.Elements(false, true).ArrayOf(EveryGuard.Length);
        Prop.ForAll(facts.ToArbitrary(), all =>
        {
            // Sparse, so that what needs three guards passes often enough.
            HashSet<string> lacking = [.. EveryGuard.Where((_, i) => all[i] && all[(i + 1) % all.Length])];
            foreach (var state in State.All)
            {
                foreach (var step in Transition.All.Select(t => t.Name))
                {
                    var (signal, by) = (Ready(state, step, lacking), ProvidersSteps.Contains(step));
                    var refusal = Take(signal, step, lacking);
                    var edge = Edges.SingleOrDefault(e => e.From == state && e.Step == step);
                    string[] guards = GuardsOf.TryGetValue(step, out var needed) ? needed.Split(' ') : [];
                    // An unknown outcome has no term either.
                    var met = guards.Where(g => !lacking.Contains(g) && !(g == "outcome" && lacking.Contains("retention-rule")) && !(g == "retention-rule" && lacking.Contains("outcome"))).ToArray();
                    if (edge != default) foreach (var guard in guards) seen.Add((guard, met.Contains(guard)));
                    if (edge != default && met.Length == guards.Length)
                    {
                        if (refusal is not null || signal.State != edge.To || signal.Version != 1) return false;
                        continue;
                    }

                    var allowed = Edges.Where(e => e.From == state && ProvidersSteps.Contains(e.Step) == by).Select(e => e.Step).Order();
                    if (refusal is null || signal.State != state || signal.Version != 0 || signal.Events.Count > 0 || !refusal.Allowed.Order().SequenceEqual(allowed)) return false;
                }
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
        Assert.Equal(EveryGuard.SelectMany(g => new[] { (g, false), (g, true) }).Order(), seen.Order());
    }

    [Fact]
    public void The_table_has_the_guards_of_the_design_and_no_other() => Assert.Equal(
        GuardsOf.Select(g => $"{g.Key}: {g.Value}").Order(),
        Transition.All.Where(t => t.Needs.Count > 0).Select(t => $"{t.Name}: {string.Join(' ', t.Needs.Select(n => n.Code))}").Order());

    [Fact]
    public void Nothing_leads_away_from_what_was_erased() => Assert.All(Transition.All, t => Assert.DoesNotContain(State.Erased, t.From.Append(t.To)));

    [Fact]
    public void No_walk_of_steps_leaves_the_edges_or_skips_a_version()
    {
        var walks = Gen.ListOf(Gen.Elements(Transition.All.Select(t => t.Name).ToArray()), 40);
        Prop.ForAll(walks.ToArbitrary(), steps =>
        {
            var signal = Ready(State.Received);
            foreach (var step in steps)
            {
                var (from, version) = (signal.State, signal.Version);
                (signal.Actor, signal.HandOverTo, signal.HandOverBy) = ("two", "a-code", "one");
                var refused = Take(signal, step) is not null;
                if (refused ? signal.State != from : !Edges.Contains((from, step, signal.State))) return false;
                if (signal.Version != (refused ? version : version + 1)) return false;
                if (!refused && (signal.ReferralBecomes ?? (step == "refer" ? ReferralStatus.Sent : null)) is { } status) signal.OpenReferral = signal.OpenReferral! with { Status = status };
            }

            return signal.Events.All(e => e.Municipality == "GM0344" && e.AggregateVersion <= signal.Version);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void A_guard_that_is_not_met_is_named_in_the_answer()
    {
        foreach (var step in Transition.All)
        {
            foreach (var need in step.Needs)
            {
                HashSet<string> lacking = [need.Code];
                var refusal = Take(Ready(step.From[0], step.Name, lacking), step.Name, lacking);
                Assert.Contains(need.Text.Nl, refusal?.Detail.Nl, StringComparison.Ordinal);
                Assert.Contains(need.Text.En, refusal?.Detail.En, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_consent_to_share_with_one_service_says_nothing_of_another()
    {
        var signal = Ready(State.Accompanied);
        Assert.NotNull(signal.Refer(Guid.NewGuid(), isActive: true, [], Now));
        Assert.Null(signal.Refer(Service, isActive: true, [], Now));
    }

    [Fact]
    public void A_handler_does_not_agree_with_the_own_proposal_to_hand_over()
    {
        var signal = Ready(State.InTriage);
        signal.Actor = "one";
        signal.HandOverBy = null;
        Assert.NotNull(signal.Move("hand-over", "safe-at-home", Now));
        Assert.Null(signal.ProposeHandOver("safe-at-home", Now));
        Assert.NotNull(signal.Move("hand-over", "safe-at-home", Now));
        signal.Actor = "two";
        Assert.NotNull(signal.Move("hand-over", "crisis-service", Now));
        Assert.Null(signal.Move("hand-over", "safe-at-home", Now));
    }

    [Fact]
    public void What_is_opened_again_has_the_clocks_that_it_had_and_a_new_term_for_triage()
    {
        var signal = Ready(State.Declined);
        Assert.Null(signal.Close("declined", null, "send", Now));
        var (until, received) = (signal.RetainUntil, signal.ReceivedAt);
        var later = Now.AddDays(60);
        Assert.Null(signal.Move("reopen", "asked-again", later));
        Assert.Equal((State.InTriage, until, received), (signal.State, signal.RetainUntil, signal.ReceivedAt));
        Assert.Equal(Nabij.Signals.FollowUp.DueDates.WorkingDays.After(later, 1), signal.DueAt);
        Assert.Null(signal.Move("advice-given", later));
        Assert.Null(signal.Close("advice-given", null, "send", later));
        Assert.Equal(until, signal.RetainUntil);
        Assert.NotNull(signal.Move("reopen", "asked-again", Now.AddDays(91)));
    }

    [Fact]
    public void Each_step_has_its_own_term()
    {
        var monday = new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
        var signal = Ready(State.Received);
        Assert.Null(signal.Move("start-triage", monday));
        Assert.Null(signal.DueAt); // that of the report, which this one has not
        Assert.Null(signal.AskReporter(monday));
        Assert.Equal(monday.AddDays(7), signal.DueAt);
        Assert.Null(signal.Move("resume-triage", ResumeReason.TimedOut, monday.AddDays(7)));
        Assert.Equal(new DateTimeOffset(2026, 12, 1, 23, 0, 0, TimeSpan.Zero), signal.DueAt);
        Assert.Null(signal.PlanContact("public-task", "police-data-decree", monday));
        Assert.Equal(new DateTimeOffset(2026, 11, 30, 23, 0, 0, TimeSpan.Zero), signal.DueAt); // five: the card said light
        Assert.Null(signal.RecordContact("phone", monday));
        Assert.Null(signal.DueAt);

        var urgent = Ready(State.InTriage, route: "urgent");
        Assert.Null(urgent.PlanContact("public-task", "police-data-decree", monday));
        Assert.Equal(new DateTimeOffset(2026, 11, 25, 23, 0, 0, TimeSpan.Zero), urgent.DueAt);
    }

    [Theory]
    [InlineData("BU03440111", "WK034401")]
    [InlineData("WK034402", "WK034402")]
    [InlineData("3511", null)]
    [InlineData(null, null)]
    public void A_need_names_the_district_and_nothing_smaller(string? area, string? district)
    {
        var signal = Ready(State.Accompanied, area: area);
        Assert.Null(signal.Close(Outcome.NoSuitableService, new UnmetNeed("valued-role", null), "send", Now));
        Assert.Equal(district, Assert.Single(signal.Events.OfType<NeedUnmet>()).District);
    }

    [Fact]
    public void A_provider_accepts_before_starting_and_starts_before_completing()
    {
        var signal = Ready(State.Referred);
        var referral = signal.OpenReferral!;
        Assert.NotNull(signal.Move("start-referral", Now));
        Assert.Null(signal.AcceptReferral(Now));
        Assert.Equal((ReferralStatus.Accepted, State.Referred, referral.Id), (signal.ReferralBecomes, signal.State, Assert.Single(signal.Events.OfType<ReferralAccepted>()).ReferralId));
        signal.OpenReferral = referral with { Status = ReferralStatus.Accepted };
        Assert.NotNull(signal.AcceptReferral(Now));
        Assert.Null(signal.Move("start-referral", Now));
        Assert.Equal((ReferralStatus.Started, State.Started), (signal.ReferralBecomes, signal.State));
        signal.OpenReferral = referral with { Status = ReferralStatus.Started };
        Assert.Null(signal.Move("complete-referral", Now));
        Assert.Equal((ReferralStatus.Completed, SignalFlag.ReferralCompleted), (signal.ReferralBecomes, signal.Flag));
        Assert.Null(signal.Close("at-service", null, "send", Now));
        Assert.Equal((ReferralStatus.Ended, null), (signal.ReferralBecomes, signal.Flag));
    }

    [Theory]
    [InlineData(State.NotTaken, "not-taken", 14)]
    [InlineData(State.Declined, "declined", 90)]
    [InlineData(State.Started, "at-service", 365)]
    public void The_outcome_says_how_long_the_data_is_kept(string state, string outcome, int days)
    {
        var signal = Ready(state);
        Assert.Null(signal.Close(outcome, null, "send", Now));
        Assert.Equal(new DateOnly(2026, 11, 24).AddDays(days), signal.RetainUntil);
    }

    [Fact]
    public void What_was_missing_is_told_without_the_person()
    {
        var signal = Ready(State.Accompanied);
        Assert.Null(signal.Close(Outcome.NoSuitableService, new UnmetNeed("valued-role", "bereaved"), "send", Now));
        var need = Assert.Single(signal.Events.OfType<NeedUnmet>());
        Assert.Equal(("valued-role", "bereaved", signal.EventRef), (need.SupportType, need.TargetGroup, need.SignalRef));
        Assert.Single(signal.Events.OfType<ReporterNoticeDue>(), n => n.RecipientRef == signal.Recipient);
    }

    [Theory]
    [InlineData(ReturnReason.Full, true)]
    [InlineData(ReturnReason.NotSuitable, true)]
    [InlineData(ReturnReason.Unreachable, true)]
    [InlineData(ReturnReason.Stopped, true)]
    [InlineData(ReturnReason.ConsentWithdrawn, false)]
    public void A_referral_that_comes_back_is_told_unless_consent_was_withdrawn(string reason, bool told)
    {
        var signal = Ready(State.Referred);
        Assert.Null(signal.ReturnReferral(reason, Now));
        Assert.Equal(told ? [(Service, signal.OpenReferral!.Id, reason, "GM0344")] : [],
            signal.Events.OfType<ReferralRejected>().Select(e => (e.ServiceId, e.ReferralId, e.Reason, e.Municipality!)));
        Assert.Equal(told ? [] : [(Service, signal.OpenReferral!.Id, Provider, "GM0344")],
            signal.Events.OfType<ReferralCancelled>().Select(e => (e.ServiceId, e.ReferralId, e.Organisation!.Value, e.Municipality!)));
    }

    /// <summary>Whether the clock starts, and whether the referral that rests on the consent to share ends.</summary>
    [Theory]
    [InlineData(State.Contacted, ConsentPurpose.Contact, true, false)]
    [InlineData(State.Accompanied, ConsentPurpose.ShareWithProvider, true, false)]
    [InlineData(State.Referred, ConsentPurpose.ShareWithProvider, true, true)]
    [InlineData(State.Referred, ConsentPurpose.Contact, true, true)]
    [InlineData(State.Started, ConsentPurpose.Contact, true, true)]
    [InlineData(State.Referred, ConsentPurpose.FeedbackToReporter, false, false)]
    [InlineData(State.Started, ConsentPurpose.EffectMeasurement, false, false)]
    public void A_consent_that_is_taken_back_starts_the_clock_of_who_declines_if_the_follow_up_rests_on_it(string state, string purpose, bool starts, bool ends)
    {
        var signal = Ready(state);
        var consent = signal.Consents.FirstOrDefault(c => c.Purpose == purpose) ?? new Consent { Id = Guid.NewGuid(), Purpose = purpose };
        if (state is not (State.Referred or State.Started)) signal.OpenReferral = null;
        signal.WithdrawConsent(consent, Now);
        Assert.Equal(starts ? Today.AddDays(90) : null, signal.LastDay);
        Assert.Equal((ends ? State.Accompanied : state, ends ? ReferralStatus.Cancelled : null), (signal.State, signal.ReferralBecomes));
        Assert.Equal(ends ? 1 : 0, signal.Events.OfType<ReferralCancelled>().Count());
        Assert.Equal(starts ? 1 : 0, signal.Version);
        Assert.False(signal.HasConsent(purpose));
    }

    /// <summary>What else the person agreed to, and whether the referral ends. Consent that is left keeps the clock from starting.</summary>
    [Theory]
    [InlineData(ConsentPurpose.Contact, true, "", false)]
    [InlineData(ConsentPurpose.ShareWithProvider, false, "name phone", true)]
    [InlineData(ConsentPurpose.ShareWithProvider, true, "name", false)]
    [InlineData(ConsentPurpose.ShareWithProvider, true, "phone note", true)]
    public void What_counts_after_a_withdrawal_is_the_consent_that_is_left(string purpose, bool sameService, string fields, bool ends)
    {
        var signal = Ready(State.Referred);
        var withdrawn = signal.Consents.Single(c => c.Purpose == purpose);
        var service = purpose == ConsentPurpose.Contact ? (Guid?)null : sameService ? Service : Guid.NewGuid();
        signal.Consents = [.. signal.Consents, new Consent { Id = Guid.NewGuid(), Purpose = purpose, ServiceId = service, Fields = fields.Split(' ') }];
        signal.WithdrawConsent(withdrawn, Now);
        Assert.Equal((ends ? State.Accompanied : State.Referred, null, ends ? 1 : 0), (signal.State, signal.LastDay, signal.Version));
        Assert.Equal(ends ? 1 : 0, signal.Events.OfType<ReferralCancelled>().Count());
        Assert.False(signal.RefusesContact);
    }

    [Fact]
    public void To_take_back_what_concerns_another_service_leaves_the_referral_and_the_clock()
    {
        var signal = Ready(State.Referred);
        var other = new Consent { Id = Guid.NewGuid(), Purpose = ConsentPurpose.ShareWithProvider, ServiceId = Guid.NewGuid() };
        signal.Consents = [.. signal.Consents, other];
        signal.WithdrawConsent(other, Now);
        Assert.Equal((State.Referred, null, 0), (signal.State, signal.LastDay, signal.Version));
    }

    [Theory]
    [InlineData("withdraw")]
    [InlineData("return-referral")]
    [InlineData("close")]
    public void What_a_provider_completed_stays_completed(string what)
    {
        var signal = Ready(State.Started);
        signal.OpenReferral = signal.OpenReferral! with { Status = ReferralStatus.Completed };
        if (what == "withdraw") signal.WithdrawConsent(signal.Consents[0], Now);
        else if (what == "close") Assert.Null(signal.Close("helped", null, "send", Now));
        else Assert.Null(signal.ReturnReferral(ReturnReason.Full, Now));
        Assert.Null(signal.ReferralBecomes);
        Assert.DoesNotContain(signal.Events, e => e is ReferralCancelled or ReferralRejected);
        Assert.Equal(what == "withdraw" ? State.Started : what == "close" ? State.Closed : State.Accompanied, signal.State);
    }

    [Fact]
    public void A_withdrawal_never_makes_the_last_day_later_and_a_consent_stops_its_clock_alone()
    {
        var signal = Ready(State.Accompanied);
        signal.WithdrawConsent(signal.Consents[1], Now);
        signal.WithdrawConsent(signal.Consents[0], Now.AddDays(10));
        Assert.Equal(Today.AddDays(90), signal.LastDay);
        Assert.False(signal.RenewConsent(ConsentPurpose.FeedbackToReporter));
        Assert.True(signal.RenewConsent(ConsentPurpose.Contact));
        Assert.Null(signal.LastDay);
        Assert.False(signal.RenewConsent(ConsentPurpose.Contact));

        var closed = Ready(State.Closed); // its last day is today
        closed.WithdrawConsent(closed.Consents[0], Now);
        Assert.Equal(Today, closed.LastDay);
        var year = Ready(State.Started);
        Assert.Null(year.Close("helped", null, "send", Now));
        year.WithdrawConsent(year.Consents[0], Now.AddDays(30));
        Assert.Equal((Today.AddDays(365), Today.AddDays(120)), (year.RetainUntil, year.LastDay));
        Assert.NotNull(year.Move("reopen", "asked-again", Now.AddDays(121)));
        Assert.Null(year.Move("reopen", "asked-again", Now.AddDays(120)));
        Assert.False(year.RenewConsent(ConsentPurpose.ShareWithProvider));
        Assert.True(year.RenewConsent(ConsentPurpose.Contact));
        Assert.Equal(Today.AddDays(365), year.LastDay);
    }

    [Fact]
    public void A_signal_whose_clock_runs_since_a_withdrawal_gets_no_later_day_by_its_closing()
    {
        var signal = Ready(State.Accompanied);
        signal.WithdrawConsent(signal.Consents[0], Now);
        Assert.True(signal.RefusesContact);
        Assert.Null(signal.Close("helped", null, "send", Now.AddDays(20)));
        Assert.Equal(Today.AddDays(90), signal.LastDay);
    }

    /// <summary>A signal that has what every guard asks for, but some.</summary>
    private static Signal Ready(string state, string? step = null, HashSet<string>? lacking = null, string route = "light", string? area = null)
    {
        lacking ??= [];
        var signal = new Signal
        {
            Id = Guid.NewGuid(),
            EventRef = Guid.NewGuid(),
            Municipality = "GM0344",
            Route = route,
            Area = area,
            State = state,
            WantsFeedback = true,
            HasAddress = true,
            ReporterRole = "community-police-officers",
            SourceIsEntered = true,
            ReachedAttempts = lacking.Contains("contact-reached") ? 0 : 1,
            FailedAttempts = lacking.Contains("enough-attempts") ? 1 : 2,
            RetainUntil = state is not State.Closed ? null : DutchDay.Of(Now).AddDays(lacking.Contains("still-kept") ? -1 : 0),
            OpenReferral = new OpenReferral(Guid.NewGuid(), Service, step switch
            {
                "start-referral" => lacking.Contains("referral-accepted") ? ReferralStatus.Sent : ReferralStatus.Accepted,
                "complete-referral" => lacking.Contains("referral-started") ? ReferralStatus.Completed : ReferralStatus.Started,
                _ => lacking.Contains("referral-sent") ? ReferralStatus.Accepted : ReferralStatus.Sent,
            }, 1, Provider, Shared),
            Consents =
            [
                .. lacking.Contains("consent-contact") ? [] : new[] { ConsentTo(ConsentPurpose.Contact) },
                .. lacking.Contains("consent-share-with-provider") ? [] : new[] { ConsentTo(ConsentPurpose.ShareWithProvider, Service) },
            ],
        };
        (signal.Actor, signal.HandOverTo, signal.HandOverBy) = ("two", "a-code", lacking.Contains("second-pair-of-eyes") ? "two" : "one");
        return signal;

        static Consent ConsentTo(string purpose, Guid? service = null) => new() { Id = Guid.NewGuid(), Purpose = purpose, ServiceId = service, Fields = service is null ? [] : ["name", "phone"] };
    }

    private static readonly string[] Shared = ["name"], TooMuch = ["name", "address"];

    private static Refusal? Take(Signal signal, string step, HashSet<string>? lacking = null)
    {
        var lacks = (lacking ?? []).Contains;
        return step switch
        {
            "ask-reporter" => signal.AskReporter(Now),
            "plan-contact" => signal.PlanContact(lacks("legal-basis") ? null! : "public-task", lacks("lawful-source") ? null : "police-data-decree", Now),
            "record-contact" => signal.RecordContact(lacks("informed") ? null! : "phone", Now),
            "refer" => signal.Refer(Service, !lacks("active-service"), lacks("consented-fields") ? TooMuch : lacks("consent-share-with-provider") ? [] : Shared, Now),
            "accept-referral" => signal.AcceptReferral(Now),
            "close" => signal.Close(lacks("outcome") || lacks("retention-rule") ? "unknown" : OutcomeOf(signal.State), null, lacks("feedback") ? null : "send", Now),
            "propose-hand-over" when !lacks("reason") => signal.ProposeHandOver("a-code", Now),
            "return-referral" when !lacks("reason") => signal.ReturnReferral(ReturnReason.NotSuitable, Now),
            "reject-referral" when !lacks("reason") => signal.RejectReferral(ReturnReason.NotSuitable, Now),
            "not-taken" or "hand-over" or "resume-triage" or "reopen" when !lacks("reason") => signal.Move(step, "a-code", Now),
            _ => signal.Move(step, Now),
        };
    }

    private static string OutcomeOf(string state) => Outcome.All.FirstOrDefault(o => o.From.Contains(state))?.Code ?? "helped";
}
