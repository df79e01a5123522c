using MassTransit;

namespace Nabij.Contracts;

/// <summary>
/// A life event of one signal. <see cref="SignalRef"/> is a random reference made for events: it is not the id that handlers use,
/// and it leads to nobody outside the signals service.
/// </summary>
public abstract record SignalEvent : IntegrationEvent
{
    public required Guid SignalRef { get; init; }

    public override string Subject => SignalRef.ToString();
}

/// <summary>Somebody reported a worry.</summary>
[EntityName("signals.signal-received.v1"), MessageUrn("signals.signal-received.v1"), Audience(Audience.Municipality)]
public sealed record SignalReceived : SignalEvent
{
    /// <summary>Advice of the signal card: <c>none</c>, <c>light</c>, <c>not-right</c> or <c>urgent</c>.</summary>
    public required string Route { get; init; }

    /// <summary>Code of the reporter's role; null when not told.</summary>
    public string? ReporterRole { get; init; }
}

/// <summary>A handler judged the signal and decided what comes next.</summary>
[EntityName("signals.signal-triaged.v1"), MessageUrn("signals.signal-triaged.v1"), Audience(Audience.Municipality)]
public sealed record SignalTriaged : SignalEvent
{
    /// <summary>Code of the state after triage: <c>contact-planned</c>, <c>advice-given</c>, <c>handed-over</c> or <c>not-taken</c>.</summary>
    public required string Decision { get; init; }
}

/// <summary>The reporter was asked something, and the signal waits for the answer, seven days at most.</summary>
[EntityName("signals.signal-info-requested.v1"), MessageUrn("signals.signal-info-requested.v1"), Audience(Audience.Municipality)]
public sealed record SignalInfoRequested : SignalEvent;

/// <summary>The person was reached.</summary>
[EntityName("signals.signal-contacted.v1"), MessageUrn("signals.signal-contacted.v1"), Audience(Audience.Municipality)]
public sealed record SignalContacted : SignalEvent;

/// <summary>With the person's consent, the signal was referred to a service of the catalogue.</summary>
[EntityName("signals.signal-referred.v1"), MessageUrn("signals.signal-referred.v1"), Audience(Audience.Municipality)]
public sealed record SignalReferred : SignalEvent
{
    public required Guid ReferralId { get; init; }

    public required Guid ServiceId { get; init; }
}

/// <summary>The service takes the person who was referred to it.</summary>
[EntityName("signals.referral-accepted.v1"), MessageUrn("signals.referral-accepted.v1"), Audience(Audience.Municipality)]
public sealed record ReferralAccepted : SignalEvent
{
    public required Guid ReferralId { get; init; }

    public required Guid ServiceId { get; init; }
}

/// <summary>
/// A referral came back: the service did not take the person, or does not help them any more. A person who withdraws consent rejects nothing: see
/// <see cref="ReferralCancelled"/>.
/// </summary>
[EntityName("signals.referral-rejected.v1"), MessageUrn("signals.referral-rejected.v1"), Audience(Audience.Municipality)]
public sealed record ReferralRejected : SignalEvent
{
    public required Guid ReferralId { get; init; }

    public required Guid ServiceId { get; init; }

    /// <summary>Code of why: <c>full</c>, <c>not-suitable</c>, <c>unreachable</c> or <c>stopped</c>.</summary>
    public required string Reason { get; init; }
}

/// <summary>
/// The person took consent back, or all that was known of them was destroyed, so that a referral is over: the provider lets go of what it keeps under this
/// reference. The organisation is the provider, and nobody else is told.
/// </summary>
[EntityName("signals.referral-cancelled.v1"), MessageUrn("signals.referral-cancelled.v1"), Audience(Audience.Organisation)]
public sealed record ReferralCancelled : SignalEvent
{
    public required Guid ReferralId { get; init; }

    public required Guid ServiceId { get; init; }
}

/// <summary>The follow-up ended.</summary>
[EntityName("signals.signal-closed.v1"), MessageUrn("signals.signal-closed.v1"), Audience(Audience.Municipality)]
public sealed record SignalClosed : SignalEvent
{
    /// <summary>Code of the outcome, for example <c>no-suitable-service</c>.</summary>
    public required string Outcome { get; init; }
}

/// <summary>A due date passed before its step was done. Once for each due date.</summary>
[EntityName("signals.signal-overdue.v1"), MessageUrn("signals.signal-overdue.v1"), Audience(Audience.Municipality)]
public sealed record SignalOverdue : SignalEvent
{
    /// <summary>Code of what should have been done: <c>triage</c> or <c>first-contact</c>.</summary>
    public required string Due { get; init; }

    /// <summary>In UTC.</summary>
    public required DateTimeOffset DueAt { get; init; }
}

/// <summary>
/// All that was known of a signal has been destroyed. Whoever keeps something under its reference lets go of it; the reference leads nowhere any more.
/// </summary>
[EntityName("signals.signal-erased.v1"), MessageUrn("signals.signal-erased.v1"), Audience(Audience.Municipality)]
public sealed record SignalErased : SignalEvent;

/// <summary>A person wanted support that no service offers. The coalition must see this.</summary>
[EntityName("signals.need-unmet.v1"), MessageUrn("signals.need-unmet.v1"), Audience(Audience.Municipality)]
public sealed record NeedUnmet : SignalEvent
{
    /// <summary>Code of the way of support that is missing.</summary>
    public required string SupportType { get; init; }

    /// <summary>Code of the target group for which it is missing; null for everyone.</summary>
    public string? TargetGroup { get; init; }

    /// <summary>CBS code of the district (<c>WK034401</c>), never of a neighbourhood; null when the report named neither.</summary>
    public string? District { get; init; }
}

/// <summary>
/// There is news for a reporter who left an address. The address stays in signals: <see cref="RecipientRef"/> can be exchanged for it
/// by the notifications service, for this one message and for at most 72 hours.
/// </summary>
[EntityName("signals.reporter-notice-due.v1"), MessageUrn("signals.reporter-notice-due.v1"), Audience(Audience.Internal)]
public sealed record ReporterNoticeDue : SignalEvent
{
    public required Guid RecipientRef { get; init; }

    /// <summary>Code of the mail template.</summary>
    public required string Template { get; init; }
}
