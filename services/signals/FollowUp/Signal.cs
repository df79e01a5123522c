using Nabij.Contracts;
using Nabij.ServiceDefaults.Auth;
using Nabij.Signals.FollowUp.DueDates;
using Nabij.Signals.Retention;

namespace Nabij.Signals.FollowUp;

/// <summary>
/// A signal as the follow-up sees it: the spine, without anything personal. A step sets what comes with it and then asks
/// <see cref="Transition.All"/>; what it leads to for others is in <see cref="Events"/>.
/// </summary>
internal sealed partial class Signal
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

    /// <summary>The person took a consent to contact back, be it that they gave another one since.</summary>
    public bool ContactWithdrawn { get; private set; }

    /// <summary>The day that counts: after it, the signal is erased once the follow-up is over. Null as long as no clock runs.</summary>
    public DateOnly? LastDay => RetainUntil is { } kept && WithdrawnUntil is { } withdrawn ? (kept < withdrawn ? kept : withdrawn) : RetainUntil ?? WithdrawnUntil;

    /// <summary>What the municipality says about retention, as JSON; see <see cref="RetentionTerms"/>.</summary>
    public string? OwnTerms { get; init; }

    /// <summary>The person objected, or asked for it: it is kept, only a privacy officer opens it, and nobody does anything with it (GDPR art. 18.2).</summary>
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

    /// <summary>The day on which retention is counted.</summary>
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
    public bool RefusesContact => IsInContact && ContactWithdrawn && !HasConsent(ConsentPurpose.Contact);

    /// <param name="service">For a consent to share; null asks for any.</param>
    public bool HasConsent(string purpose, Guid? service = null) => Consents.Any(c => c.Purpose == purpose && (service is null || c.ServiceId == service));

    /// <summary>Names of what the person agreed to share with the provider of a service.</summary>
    public IEnumerable<string> FieldsToShareWith(Guid service) =>
        Consents.Where(c => c.Purpose == ConsentPurpose.ShareWithProvider && c.ServiceId == service).SelectMany(c => c.Fields);
}
