using Nabij.Contracts;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;

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
    public DateOnly? RetainUntil { get; private set; }

    public int ReachedAttempts { get; init; }
    public int FailedAttempts { get; init; }

    /// <summary>Those that were not withdrawn.</summary>
    public IReadOnlyList<Consent> Consents { get; set; } = [];

    /// <summary>Of the step that is being taken.</summary>
    public string? Reason { get; private set; }

    /// <summary><c>send</c>, or the reason why the reporter hears nothing.</summary>
    public string? Feedback { get; private set; }

    /// <summary>The referral that the step makes.</summary>
    public NewReferral? Referral { get; private set; }

    /// <summary>The step that was taken.</summary>
    public TakenStep? Taken { get; private set; }

    /// <summary>A reference to the reporter's address, for one message.</summary>
    public Guid? Recipient { get; private set; }

    public IReadOnlyList<IntegrationEvent> Events => _events;

    public bool IsFor(Caller caller) => OrganisationId is { } organisation && caller.ActsFor(organisation) && caller.ActsIn(Municipality);

    /// <summary>Contact is sought only after its legal basis was set down.</summary>
    public bool AllowsContact => State is FollowUp.State.ContactPlanned or FollowUp.State.NotReached || IsInContact;

    /// <summary>Handler and reporter can write to each other.</summary>
    public bool TakesMessages => State is not (FollowUp.State.Closed or FollowUp.State.NotTaken);

    /// <summary>A person who was reached can agree to something.</summary>
    public bool IsInContact => State is FollowUp.State.Contacted or FollowUp.State.Accompanied or FollowUp.State.Referred or FollowUp.State.Started;

    /// <param name="service">For a consent to share; null asks for any.</param>
    public bool HasConsent(string purpose, Guid? service = null) => Consents.Any(c => c.Purpose == purpose && (service is null || c.ServiceId == service));

    public Refusal? Move(string name, DateTimeOffset now) => Take(Transition.Named(name), now);

    /// <param name="reason">A code.</param>
    public Refusal? Move(string name, string reason, DateTimeOffset now)
    {
        Reason = reason;
        return Move(name, now);
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
    public Refusal? Refer(Guid service, bool isActive, DateTimeOffset now)
    {
        Referral = new NewReferral(Guid.CreateVersion7(), service, isActive, Consents.FirstOrDefault(c => c.Purpose == ConsentPurpose.ShareWithProvider && c.ServiceId == service)?.Id);
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

    /// <param name="unmet">What was missing; with the outcome <c>no-suitable-service</c> and no other.</param>
    /// <param name="feedback"><c>send</c>, or why not.</param>
    public Refusal? Close(string outcome, UnmetNeed? unmet, string? feedback, DateTimeOffset now)
    {
        var retention = FollowUp.Outcome.Find(outcome)?.Retention;
        (Outcome, RetentionRule, Feedback) = (outcome, retention?.Code, feedback);
        // A date that was set once stays: opening again gives no new term.
        RetainUntil ??= retention is null ? null : DateOnly.FromDateTime(now.UtcDateTime).AddDays(retention.Days);
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
            });
        }

        if (WantsFeedback && HasAddress && feedback == ReporterNotice.Send) Notify(ReporterNotice.Closed, now);
        return null;
    }

    private Refusal? Take(Transition step, DateTimeOffset now)
    {
        if (!step.From.Contains(State)) return Refusal.Illegal(State);
        if (step.Needs.Where(need => !need.IsMet(this)).ToList() is { Count: > 0 } unmet) return Refusal.Unmet(State, unmet);

        Taken = new TakenStep(step, State, Reason);
        (State, StateSince, Version) = (step.To, now, Version + 1);
        if (Taken.From is FollowUp.State.Received or FollowUp.State.InTriage && State is not FollowUp.State.InTriage)
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

internal sealed record NewReferral(Guid Id, Guid ServiceId, bool IsToActiveService, Guid? ConsentId);

/// <param name="SupportType">Code of the way of support that no service offers.</param>
/// <param name="TargetGroup">Code; null for everyone.</param>
internal sealed record UnmetNeed(string SupportType, string? TargetGroup);

internal sealed record Consent(Guid Id, string Purpose, Guid? ServiceId);

internal static class ConsentPurpose
{
    public const string Contact = "contact", ShareWithProvider = "share-with-provider", FeedbackToReporter = "feedback-to-reporter", EffectMeasurement = "effect-measurement";
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
    public static Refusal Illegal(string state) =>
        new(("Deze stap kan niet in de toestand van nu.", "This step is not possible in the present state."), [.. Transition.AllowedIn(state)]);

    public static Refusal Unmet(string state, IReadOnlyList<Need> needs) =>
        new((string.Join(' ', needs.Select(n => n.Text.Nl)), string.Join(' ', needs.Select(n => n.Text.En))), [.. Transition.AllowedIn(state)]);
}
