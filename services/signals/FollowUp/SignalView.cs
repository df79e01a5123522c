namespace Nabij.Signals.FollowUp;

/// <summary>The spine of a signal, as handlers see it without opening it. It holds nothing personal.</summary>
/// <param name="Area">CBS code of a district or neighbourhood, or the four digits of a postcode.</param>
/// <param name="Route">Advice of the signal card: <c>none</c>, <c>light</c>, <c>not-right</c> or <c>urgent</c>.</param>
/// <param name="DueAt">By when the present step is to be done; absent when it has no term, or when the first contact was tried.</param>
/// <param name="Assignee">The token's subject of whoever works on it: opaque.</param>
/// <param name="Flag">What happened that somebody must look at: <c>service-paused</c>, <c>service-archived</c>, <c>referral-rejected</c>, <c>referral-completed</c> or
/// <c>mail-undeliverable</c>.</param>
/// <param name="MailRefusedAt">Since when the reporter's address takes no mail, until there is another one. Absent when a mail was refused and the address may be fine.</param>
/// <param name="Restricted">The person objected, or asked for it: it is only kept, and no step is possible but a hand-over because of danger.</param>
/// <param name="RetainUntil">
/// Last day on which its data is kept: since it was closed, or since the person took back a consent. Who opens it again gets no later day: closed after it, the
/// signal is erased the next night. Absent as long as no clock runs.
/// </param>
internal sealed record SignalView(
    Guid Id, string Municipality, string? Area, string Route, string Rule, string? ReporterRole, string? AboutWhom, bool WantsFeedback, string State,
    DateTimeOffset StateSince, DateTimeOffset ReceivedAt, DateTimeOffset? DueAt, string? Assignee, string? Flag, DateTimeOffset? FlaggedAt, DateTimeOffset? MailRefusedAt,
    bool Restricted, string? Outcome, DateOnly? RetainUntil, long Version)
{
    /// <summary>Only on GET of one signal; so are the other lists.</summary>
    public IReadOnlyList<AttemptView>? ContactAttempts { get; init; }

    public IReadOnlyList<ConsentView>? Consents { get; init; }

    public IReadOnlyList<ReferralView>? Referrals { get; init; }

    public static SignalView Of(Signal s) => new(s.Id, s.Municipality, s.Area, s.Route, s.Rule, s.ReporterRole, s.AboutWhom, s.WantsFeedback, s.State, s.StateSince,
        s.ReceivedAt, s.DueAt, s.Assignee, s.Flag, s.FlaggedAt, s.MailRefusedAt, s.IsRestricted, s.Outcome, s.LastDay, s.Version);

    /// <summary>Columns for Dapper; the table's name is <c>s</c>.</summary>
    public const string Columns = """
        s.id, s.municipality, s.area, s.route, s.rule, s.reporter_role, s.about_whom, s.wants_feedback, s.state, s.state_since, s.received_at, s.due_at,
        s.assignee, s.flag, s.flagged_at, s.mail_refused_at, s.restricted_at is not null as restricted, s.outcome, least(s.retain_until, s.withdrawn_until) as retain_until, s.version
        """;
}

internal sealed record AttemptView(Guid Id, string Medium, string Result, DateTimeOffset At);

/// <param name="ServiceId">What a consent to share is about.</param>
/// <param name="Fields">What may be shared; of a consent to share only.</param>
internal sealed record ConsentView(
    Guid Id, string Purpose, Guid? ServiceId, string GivenBy, string Form, DateTimeOffset GivenAt, DateTimeOffset? WithdrawnAt, string[] Fields);

/// <param name="Status"><c>sent</c>, <c>accepted</c>, <c>started</c> or <c>completed</c>; or over: <c>returned</c>, <c>cancelled</c> or <c>ended</c>.</param>
/// <param name="Reason">Code of why it came back.</param>
internal sealed record ReferralView(Guid Id, Guid ServiceId, string Status, string? Reason, DateTimeOffset ReferredAt, DateTimeOffset ChangedAt);
