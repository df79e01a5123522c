using FsCheck;
using FsCheck.Fluent;
using Nabij.Contracts;
using Nabij.Signals.FollowUp;
using Outcome = Nabij.Signals.FollowUp.Outcome;

namespace Signals.Tests;

/// <summary>The state machine without a server. The edges stand here once more, as the design draws them, so that a slip in the table is seen.</summary>
public sealed class TransitionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

    private static readonly HashSet<(string From, string Step, string To)> Edges =
    [
        ("received", "start-triage", "in-triage"), ("received", "not-taken", "not-taken"), ("in-triage", "not-taken", "not-taken"),
        ("in-triage", "advice-given", "advice-given"), ("in-triage", "hand-over", "handed-over"), ("in-triage", "plan-contact", "contact-planned"),
        ("not-reached", "plan-contact", "contact-planned"), ("contact-planned", "record-contact", "contacted"), ("contact-planned", "not-reached", "not-reached"),
        ("contacted", "decline", "declined"), ("contacted", "no-need", "no-need"), ("contacted", "accompany", "accompanied"), ("accompanied", "refer", "referred"),
        ("referred", "start-service", "started"), ("referred", "return-referral", "accompanied"), ("started", "return-referral", "accompanied"),
        ("accompanied", "close", "closed"), ("started", "close", "closed"), ("advice-given", "close", "closed"), ("declined", "close", "closed"),
        ("no-need", "close", "closed"), ("not-reached", "close", "closed"), ("handed-over", "close", "closed"), ("not-taken", "close", "closed"),
    ];

    private static readonly Guid Service = Guid.NewGuid();

    [Fact]
    public void The_table_has_the_edges_of_the_design_and_no_other() =>
        Assert.Equal(Edges.Order(), Transition.All.SelectMany(t => t.From.Select(from => (from, t.Name, t.To))).Order());

    [Fact]
    public void Every_illegal_step_is_refused_with_what_is_allowed_and_every_legal_one_is_listed()
    {
        var cases = from state in Gen.Elements(State.All.ToArray())
                    from step in Gen.Elements(Transition.All.Select(t => t.Name).ToArray())
                    select (State: state, Step: step);
        Prop.ForAll(cases.ToArbitrary(), pair =>
        {
            var signal = Ready(pair.State);
            var refusal = Take(signal, pair.Step);
            var edge = Edges.SingleOrDefault(e => e.From == pair.State && e.Step == pair.Step);
            var allowed = Edges.Where(e => e.From == pair.State).Select(e => e.Step).Order();
            return edge == default
                ? refusal is not null && signal.State == pair.State && signal.Events.Count == 0 && refusal.Allowed.Order().SequenceEqual(allowed)
                : refusal is null && signal.State == edge.To && allowed.Contains(pair.Step) && Transition.AllowedIn(pair.State).Contains(pair.Step);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

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
                var refused = Take(signal, step) is not null;
                if (refused != !Edges.Contains((from, step, signal.State))) return false;
                if (signal.Version != (refused ? version : version + 1)) return false;
            }

            return signal.Events.All(e => e.Municipality == "GM0344" && e.AggregateVersion <= signal.Version);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    /// <summary>For each guard: a signal that lacks just this, and the step that it stops.</summary>
    public static TheoryData<string, string, string> Guards => new()
    {
        { "legal-basis", State.InTriage, "plan-contact" },
        { "lawful-source", State.InTriage, "plan-contact" },
        { "contact-reached", State.ContactPlanned, "record-contact" },
        { "informed", State.ContactPlanned, "record-contact" },
        { "enough-attempts", State.ContactPlanned, "not-reached" },
        { "consent-contact", State.Contacted, "accompany" },
        { "consent-share-with-provider", State.Accompanied, "refer" },
        { "active-service", State.Accompanied, "refer" },
        { "reason", State.Referred, "return-referral" },
        { "outcome", State.Declined, "close" },
        { "retention-rule", State.Declined, "close" },
        { "feedback", State.Accompanied, "close" },
    };

    [Theory, MemberData(nameof(Guards))]
    public void A_guard_stops_what_lacks_it_and_lets_the_rest_pass(string guard, string state, string step)
    {
        var need = Transition.Named(step).Needs.Single(n => n.Code == guard);
        Assert.Null(Take(Ready(state), step));

        var lacking = Ready(state, lacks: guard);
        var refusal = Take(lacking, step, lacks: guard);
        Assert.NotNull(refusal);
        Assert.Contains(need.Text.Nl, refusal.Detail.Nl, StringComparison.Ordinal);
        Assert.Equal(state, lacking.State);
        Assert.Empty(lacking.Events);
    }

    [Fact]
    public void Every_guard_of_the_table_is_tried() =>
        Assert.Equal(Transition.All.SelectMany(t => t.Needs).Select(n => n.Code).Distinct().Order(), Guards.Select(g => g.Data.Item1).Distinct().Order());

    [Fact]
    public void A_consent_to_share_with_one_service_says_nothing_of_another()
    {
        var signal = Ready(State.Accompanied);
        Assert.NotNull(signal.Refer(Guid.NewGuid(), isActive: true, Now));
        Assert.Null(signal.Refer(Service, isActive: true, Now));
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

    /// <summary>A signal that has what every guard asks for, but one.</summary>
    private static Signal Ready(string state, string? lacks = null) => new()
    {
        Id = Guid.NewGuid(),
        EventRef = Guid.NewGuid(),
        Municipality = "GM0344",
        State = state,
        WantsFeedback = true,
        HasAddress = true,
        ReporterRole = "community-police-officers",
        SourceIsEntered = true,
        ReachedAttempts = lacks == "contact-reached" ? 0 : 1,
        FailedAttempts = lacks == "enough-attempts" ? 1 : 2,
        Consents =
        [
            .. lacks == "consent-contact" ? [] : new[] { new Consent(Guid.NewGuid(), ConsentPurpose.Contact, null) },
            .. lacks == "consent-share-with-provider" ? [] : new[] { new Consent(Guid.NewGuid(), ConsentPurpose.ShareWithProvider, Service) },
        ],
    };

    private static Refusal? Take(Signal signal, string step, string? lacks = null) => step switch
    {
        "plan-contact" => lacks == "legal-basis"
            ? signal.PlanContact(null!, "police-data-decree", Now)
            : signal.PlanContact("public-task", lacks == "lawful-source" ? null : "police-data-decree", Now),
        "record-contact" => lacks == "informed" ? signal.RecordContact(null!, Now) : signal.RecordContact("phone", Now),
        "refer" => signal.Refer(Service, lacks != "active-service", Now),
        "close" => signal.Close(lacks is "outcome" or "retention-rule" ? "unknown" : OutcomeOf(signal.State), null, lacks == "feedback" ? null : "send", Now),
        "not-taken" or "hand-over" or "return-referral" when lacks != "reason" => signal.Move(step, "a-code", Now),
        _ => signal.Move(step, Now),
    };

    private static string OutcomeOf(string state) => Outcome.All.FirstOrDefault(o => o.From.Contains(state))?.Code ?? "helped";
}
