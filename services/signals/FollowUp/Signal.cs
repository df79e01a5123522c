using Nabij.Contracts;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;
using Nabij.Signals.FollowUp.DueDates;
using Nabij.Signals.Retention;

namespace Nabij.Signals.FollowUp;

/// <summary>
/// A signal as the follow-up sees it: the spine, without anything personal. A step sets what comes with it and then asks
/// <see cref="Transition.All"/>; what it leads to for others is in <see cref="Events"/>.
/// </summary>
internal sealed class Signal
{
    private readonly List<IntegrationEvent> _events = [];

    public required Guid Id { get; init; }
    public required Guid EventRef { get; init; }
    public required string Municipality { get; init; }
    public Guid? OrganisationId { get; init; }
    public string? Area { get; init; }
    public string Route { get; init; } = "none";
    public string Rule { get; init; } = "";
    public string? ReporterRole { get; init; }
    public string? AboutWhom { get; init; }
    public bool WantsFeedback { get; init; }

    /// <summary>The reporter left an e-mail address.</summary>
    public bool HasAddress { get; init; }

    /// <summary>Since when no mail reaches that address.</summary>
    public DateTimeOffset? MailRefusedAt { get; init; }

    /// <summary>The municipality entered a basis for reporters of this role, and it still holds.</summary>
    public bool SourceIsEntered { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }
    public required string State { get; set; }
    public DateTimeOffset StateSince { get; private set; }
    public long Version { get; private set; }
    public string? LegalBasis { get; private set; }
    public string? SourceBasis { get; private set; }
    public string? InformedHow { get; private set; }
    public string? Outcome { get; private set; }
    public string? RetentionRule { get; private set; }
    public DateOnly? RetainUntil { get; set; }

    /// <summary>Last day by the rule for who declines, since the person took back a consent that the follow-up rests on; null when they gave one again.</summary>
    public DateOnly? WithdrawnUntil { get; private set; }

    /// <summary>The day that counts: after it, the signal is erased once the follow-up is over. Null as long as no clock runs.</summary>
    public DateOnly? LastDay => RetainUntil is { } kept && WithdrawnUntil is { } withdrawn ? (kept < withdrawn ? kept : withdrawn) : RetainUntil ?? WithdrawnUntil;

    /// <summary>What the municipality says about retention, as JSON; see <see cref="RetentionTerms"/>.</summary>
    public string? OwnTerms { get; init; }

    /// <summary>The person objected: only a privacy officer opens it.</summary>
    public bool IsRestricted { get; init; }

    /// <summary>The token's subject of whoever works on it: opaque.</summary>
    public string? Assignee { get; private set; }

    /// <summary>By when the present step is to be done; null when it has no term.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>Of <see cref="SignalFlag"/>.</summary>
    public string? Flag { get; private set; }

    public DateTimeOffset? FlaggedAt { get; private set; }

    /// <summary>To whom a handler proposed to hand it over, and which handler.</summary>
    public string? HandOverTo { get; set; }

    public string? HandOverBy { get; set; }

    public Terms Terms { get; set; } = Terms.Default;

    /// <summary>Since it was received, or opened again.</summary>
    public int ReachedAttempts { get; init; }

    /// <summary>Since contact was planned.</summary>
    public int FailedAttempts { get; init; }

    /// <summary>Those that were not withdrawn.</summary>
    public IReadOnlyList<Consent> Consents { get; set; } = [];

    /// <summary>The referral that neither came back nor was cancelled; there is one while the person is referred or has started.</summary>
    public OpenReferral? OpenReferral { get; set; }

    /// <summary>Subject of whoever takes the step.</summary>
    public string? Actor { get; set; }

    /// <summary>The day (UTC) on which retention is counted.</summary>
    public DateOnly Today { get; set; }

    /// <summary>Of the step that is being taken.</summary>
    public string? Reason { get; private set; }

    /// <summary><c>send</c>, or the reason why the reporter hears nothing.</summary>
    public string? Feedback { get; private set; }

    /// <summary>The referral that the step makes.</summary>
    public NewReferral? Referral { get; private set; }

    /// <summary>What the step makes of <see cref="OpenReferral"/>; null when it leaves it as it is.</summary>
    public string? ReferralBecomes { get; private set; }

    /// <summary>The step that was taken, and when.</summary>
    public TakenStep? Taken { get; private set; }

    public DateTimeOffset TakenAt { get; private set; }

    /// <summary>A reference to the reporter's address, for one message.</summary>
    public Guid? Recipient { get; private set; }

    public IReadOnlyList<IntegrationEvent> Events => _events;

    public bool IsFor(Caller caller) => OrganisationId is { } organisation && caller.ActsFor(organisation) && caller.ActsIn(Municipality);

    /// <summary>A handler of its organisation, or a privacy officer of its municipality.</summary>
    public bool IsSeenBy(Caller caller) => caller.Is(Roles.PrivacyOfficer) && caller.ActsIn(Municipality) || caller.Is(Roles.Handler) && IsFor(caller);

    /// <summary>Contact is sought only after its legal basis was set down.</summary>
    public bool AllowsContact => State is FollowUp.State.ContactPlanned or FollowUp.State.NotReached || IsInContact;

    /// <summary>Handler and reporter can write to each other.</summary>
    public bool TakesMessages => State is not (FollowUp.State.Closed or FollowUp.State.NotTaken or FollowUp.State.Erased);

    /// <summary>The reporter gets word by mail.</summary>
    public bool HearsByMail => WantsFeedback && HasAddress && MailRefusedAt is null;

    /// <summary>A person who was reached can agree to something.</summary>
    public bool IsInContact => State is FollowUp.State.Contacted or FollowUp.State.Accompanied or FollowUp.State.Referred or FollowUp.State.Started;

    /// <summary>The person took back that they want contact, and has not said otherwise.</summary>
    public bool RefusesContact => IsInContact && WithdrawnUntil is not null && !HasConsent(ConsentPurpose.Contact);

    /// <param name="service">For a consent to share; null asks for any.</param>
    public bool HasConsent(string purpose, Guid? service = null) => Consents.Any(c => c.Purpose == purpose && (service is null || c.ServiceId == service));

    /// <summary>Names of what the person agreed to share with the provider of a service.</summary>
    public IEnumerable<string> FieldsToShareWith(Guid service) =>
        Consents.Where(c => c.Purpose == ConsentPurpose.ShareWithProvider && c.ServiceId == service).SelectMany(c => c.Fields);

    public Refusal? Move(string name, DateTimeOffset now) => Take(Transition.Named(name), now);

    /// <param name="reason">A code.</param>
    public Refusal? Move(string name, string reason, DateTimeOffset now)
    {
        Reason = reason;
        return Move(name, now);
    }

    /// <summary>What is asked stands in the dialogue, sealed.</summary>
    public Refusal? AskReporter(DateTimeOffset now)
    {
        if (Move("ask-reporter", now) is { } refusal) return refusal;
        _events.Add(new SignalInfoRequested { OccurredAt = now, AggregateVersion = Version, Municipality = Municipality, Organisation = OrganisationId, SignalRef = EventRef });
        return null;
    }

    /// <summary>Danger is told to others at once, by phone. Here a second handler confirms that it went to them.</summary>
    /// <param name="to">Code of to whom.</param>
    public Refusal? ProposeHandOver(string to, DateTimeOffset now)
    {
        if (Move("propose-hand-over", to, now) is { } refusal) return refusal;
        (HandOverTo, HandOverBy) = (to, Actor);
        return null;
    }

    public Refusal? PlanContact(string legalBasis, string? sourceBasis, DateTimeOffset now)
    {
        (LegalBasis, SourceBasis) = (legalBasis, sourceBasis ?? SourceBasis);
        return Move("plan-contact", now);
    }

    /// <param name="informedHow">How the person heard of the signal (GDPR art. 14), or the code of an exemption.</param>
    public Refusal? RecordContact(string informedHow, DateTimeOffset now)
    {
        InformedHow = informedHow;
        if (Move("record-contact", now) is { } refusal) return refusal;
        _events.Add(new SignalContacted { OccurredAt = now, AggregateVersion = Version, Municipality = Municipality, Organisation = OrganisationId, SignalRef = EventRef });
        return null;
    }

    /// <param name="isActive">The catalogue shows the service now.</param>
    /// <param name="fields">Names of what is shared with its provider.</param>
    public Refusal? Refer(Guid service, bool isActive, IReadOnlyList<string> fields, DateTimeOffset now)
    {
        Referral = new NewReferral(Guid.CreateVersion7(), service, isActive, fields, Consents.FirstOrDefault(c => c.Purpose == ConsentPurpose.ShareWithProvider && c.ServiceId == service)?.Id);
        if (Move("refer", now) is { } refusal) return refusal;
        _events.Add(new SignalReferred
        {
            OccurredAt = now,
            AggregateVersion = Version,
            Municipality = Municipality,
            Organisation = OrganisationId,
            SignalRef = EventRef,
            ReferralId = Referral.Id,
            ServiceId = service,
        });
        return null;
    }

    public Refusal? AcceptReferral(DateTimeOffset now)
    {
        if (Move("accept-referral", now) is { } refusal) return refusal;
        _events.Add(new ReferralAccepted
        {
            OccurredAt = now,
            AggregateVersion = Version,
            Municipality = Municipality,
            Organisation = OrganisationId,
            SignalRef = EventRef,
            ReferralId = OpenReferral!.Id,
            ServiceId = OpenReferral.ServiceId,
        });
        return null;
    }

    /// <param name="reason">Code of <see cref="ReturnReason"/>.</param>
    public Refusal? ReturnReferral(string reason, DateTimeOffset now) => Return("return-referral", reason, now);

    /// <summary>The provider does not take the person.</summary>
    /// <param name="reason">Code of <see cref="ReturnReason"/>.</param>
    public Refusal? RejectReferral(string reason, DateTimeOffset now) => Return("reject-referral", reason, now);

    private Refusal? Return(string step, string reason, DateTimeOffset now)
    {
        if (Move(step, reason, now) is { } refusal) return refusal;
        if (reason == ReturnReason.ConsentWithdrawn)
        {
            // That concerns the provider, and nobody else.
            _events.Add(new ReferralCancelled
            {
                OccurredAt = now,
                AggregateVersion = Version,
                Municipality = Municipality,
                Organisation = OpenReferral!.OrganisationId,
                SignalRef = EventRef,
                ReferralId = OpenReferral.Id,
                ServiceId = OpenReferral.ServiceId,
            });
            return null;
        }

        _events.Add(new ReferralRejected
        {
            OccurredAt = now,
            AggregateVersion = Version,
            Municipality = Municipality,
            Organisation = OrganisationId,
            SignalRef = EventRef,
            ReferralId = OpenReferral!.Id,
            ServiceId = OpenReferral.ServiceId,
            Reason = reason,
        });
        return null;
    }

    /// <summary>
    /// The person takes a consent back. A referral that rests on it is cancelled, and any referral of who wants no contact any more. If the follow-up rests on
    /// it, the clock of retention starts at once, as for who declines; it never makes a day later.
    /// </summary>
    public void WithdrawConsent(Consent consent, DateTimeOffset now)
    {
        Consents = [.. Consents.Where(c => c.Id != consent.Id)];
        if (!ConsentPurpose.CarriesFollowUp(consent.Purpose)) return;
        var last = DayOf(now).AddDays(RetentionTerms.For(FollowUp.Outcome.Declined, OwnTerms)!.Days);
        if (WithdrawnUntil is null || last < WithdrawnUntil) WithdrawnUntil = last;
        var endsReferral = OpenReferral is { } open && (open.ConsentId == consent.Id || consent.Purpose == ConsentPurpose.Contact);
        if (!endsReferral || ReturnReferral(ReturnReason.ConsentWithdrawn, now) is not null) Version++;
    }

    /// <summary>The person agrees again: the clock that a withdrawal started stops. Returns whether one ran.</summary>
    public bool RenewConsent(string purpose)
    {
        if (WithdrawnUntil is null || !ConsentPurpose.CarriesFollowUp(purpose)) return false;
        (WithdrawnUntil, Version) = (null, Version + 1);
        return true;
    }

    /// <param name="unmet">What was missing; with the outcome <c>no-suitable-service</c> and no other.</param>
    /// <param name="feedback"><c>send</c>, or why not.</param>
    public Refusal? Close(string outcome, UnmetNeed? unmet, string? feedback, DateTimeOffset now)
    {
        var retention = RetentionTerms.For(outcome, OwnTerms);
        (Outcome, RetentionRule, Feedback) = (outcome, retention?.Code, feedback);
        // A date that was set once stays: opening again gives no new term.
        RetainUntil ??= retention is null ? null : DayOf(now).AddDays(retention.Days);
        if (Move("close", now) is { } refusal) return refusal;

        _events.Add(new SignalClosed
        {
            OccurredAt = now,
            AggregateVersion = Version,
            Municipality = Municipality,
            Organisation = OrganisationId,
            SignalRef = EventRef,
            Outcome = outcome,
        });
        if (unmet is not null)
        {
            _events.Add(new NeedUnmet
            {
                OccurredAt = now,
                AggregateVersion = Version,
                Municipality = Municipality,
                Organisation = OrganisationId,
                SignalRef = EventRef,
                SupportType = unmet.SupportType,
                TargetGroup = unmet.TargetGroup,
                District = DistrictOf(Area),
            });
        }

        if (HearsByMail && feedback == ReporterNotice.Send) Notify(ReporterNotice.Closed, now);
        return null;
    }

    /// <summary>Gives it to a handler, or to nobody.</summary>
    public void Assign(string? to) => (Assignee, Version) = (to, Version + 1);

    /// <summary>The handler has seen it.</summary>
    public void ClearFlag() => (Flag, FlaggedAt, Version) = (null, null, Version + 1);

    private Refusal? Take(Transition step, DateTimeOffset now)
    {
        Today = DayOf(now);
        if (!step.From.Contains(State)) return Refusal.Illegal(State, step.By);
        if (step.Needs.Where(need => !need.IsMet(this)).ToList() is { Count: > 0 } unmet) return Refusal.Unmet(State, step.By, unmet);

        (Taken, TakenAt) = (new TakenStep(step, State, Reason), now);
        ReferralBecomes = ReferralAfter(Taken);
        (State, Version) = (step.To, Version + 1);
        (Flag, FlaggedAt) = FlagAfter(Taken) is { } flag ? (flag, now) : step.By == Roles.Handler ? (null, null) : (Flag, FlaggedAt);
        if (Taken.From == State) return null;

        (StateSince, DueAt, HandOverTo, HandOverBy) = (now, DueAfter(Taken.From, now), null, null);
        if (State is FollowUp.State.InTriage) Assignee ??= Actor;
        var decides = State is not (FollowUp.State.InTriage or FollowUp.State.InfoRequested);
        if (Taken.From is FollowUp.State.Received or FollowUp.State.InTriage && decides)
        {
            _events.Add(new SignalTriaged
            {
                OccurredAt = now,
                AggregateVersion = Version,
                Municipality = Municipality,
                Organisation = OrganisationId,
                SignalRef = EventRef,
                Decision = State,
            });
        }

        return null;
    }

    /// <summary>To begin with triage gives it no new term: that runs from the report.</summary>
    private DateTimeOffset? DueAfter(string from, DateTimeOffset now) => State switch
    {
        FollowUp.State.InTriage when from is FollowUp.State.Received => DueAt,
        FollowUp.State.InTriage => WorkingDays.After(now, Terms.TriageDays),
        FollowUp.State.InfoRequested => now.AddDays(Terms.AnswerDays),
        FollowUp.State.ContactPlanned => WorkingDays.After(now, Terms.ContactDays(Route)),
        _ => null,
    };

    private static DateOnly DayOf(DateTimeOffset now) => DateOnly.FromDateTime(now.UtcDateTime);

    private static string? ReferralAfter(TakenStep taken) => taken.Step.Name switch
    {
        "accept-referral" => ReferralStatus.Accepted,
        "start-service" or "start-referral" => ReferralStatus.Started,
        "complete-referral" => ReferralStatus.Completed,
        "return-referral" when taken.Reason == ReturnReason.ConsentWithdrawn => ReferralStatus.Cancelled,
        "return-referral" or "reject-referral" => ReferralStatus.Returned,
        "close" when taken.From is FollowUp.State.Started => ReferralStatus.Ended,
        _ => null,
    };

    private static string? FlagAfter(TakenStep taken) => taken.Step.Name switch
    {
        "reject-referral" => SignalFlag.ReferralRejected,
        "complete-referral" => SignalFlag.ReferralCompleted,
        _ => null,
    };

    /// <summary>A neighbourhood is too small to be told; its district (CBS code, <c>WK034401</c>) is not. A postcode is no district.</summary>
    private static string? DistrictOf(string? area) => area is ['W' or 'B', _, ..] ? $"WK{area[2..8]}" : null;

    private void Notify(string template, DateTimeOffset now)
    {
        Recipient = Guid.NewGuid();
        _events.Add(new ReporterNoticeDue
        {
            OccurredAt = now,
            AggregateVersion = Version,
            Municipality = Municipality,
            SignalRef = EventRef,
            RecipientRef = Recipient.Value,
            Template = template,
        });
    }
}

internal sealed record TakenStep(Transition Step, string From, string? Reason);

/// <param name="Fields">Names of what is shared.</param>
internal sealed record NewReferral(Guid Id, Guid ServiceId, bool IsToActiveService, IReadOnlyList<string> Fields, Guid? ConsentId)
{
    /// <summary>What is shared, sealed; null when nothing is.</summary>
    public byte[]? Shared { get; set; }
}

/// <param name="OrganisationId">Whose inbox it is in; null when that is not known.</param>
internal sealed record OpenReferral(Guid Id, Guid ServiceId, Guid ConsentId, string Status, long Version, Guid? OrganisationId);

/// <param name="SupportType">Code of the way of support that no service offers.</param>
/// <param name="TargetGroup">Code; null for everyone.</param>
internal sealed record UnmetNeed(string SupportType, string? TargetGroup);

internal sealed record Consent
{
    public required Guid Id { get; init; }
    public required string Purpose { get; init; }
    public Guid? ServiceId { get; init; }

    /// <summary>Names of what may be shared.</summary>
    public string[] Fields { get; init; } = [];
}

internal static class ConsentPurpose
{
    public const string Contact = "contact", ShareWithProvider = "share-with-provider", FeedbackToReporter = "feedback-to-reporter", EffectMeasurement = "effect-measurement";

    /// <summary>Without it, the person does not want what the follow-up does.</summary>
    public static bool CarriesFollowUp(string purpose) => purpose is Contact or ShareWithProvider;
}

/// <summary>Codes of the notices to a reporter: none holds anything of the case.</summary>
internal static class ReporterNotice
{
    public const string Received = "signal-received", Closed = "signal-closed", Question = "signal-question", Send = "send";
}

/// <summary>Why a step was not taken: 409.</summary>
/// <param name="Allowed">Names of the steps that the state allows.</param>
internal sealed record Refusal(Text Detail, IReadOnlyList<string> Allowed)
{
    public static readonly Text Erased = ("Van deze melding is niets meer over.", "Nothing is left of this signal.");

    /// <param name="by">Role of who asked.</param>
    public static Refusal Illegal(string state, string by) =>
        new(("Deze stap kan niet in de toestand van nu.", "This step is not possible in the present state."), [.. Transition.AllowedIn(state, by)]);

    public static Refusal Unmet(string state, string by, IReadOnlyList<Need> needs) =>
        new((string.Join(' ', needs.Select(n => n.Text.Nl)), string.Join(' ', needs.Select(n => n.Text.En))), [.. Transition.AllowedIn(state, by)]);
}
