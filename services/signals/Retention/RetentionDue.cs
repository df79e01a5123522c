namespace Nabij.Signals.Retention;

/// <summary>
/// What is due on a day: signals that are over and whose last day has passed, reporters who heard their last news four weeks ago, and rounds of visits whose addresses were kept as
/// long as the round says. A legal hold keeps a signal and its reporter, and so does a restriction; a request of access does until it
/// is decided, within its term. News that nobody has read gives a week more, once.
/// </summary>
internal static class RetentionDue
{
    public const int DaysAfterFeedback = 28, GraceDays = 7;

    /// <summary>What keeps a signal on <c>@day</c>, whatever is due; null for what may go.</summary>
    public const string HeldBy = $"case {Kept} when {Asked}) then 'request' end";

    /// <summary>The same of what leads to its reporter, which the person of concern does not get to see.</summary>
    public const string ReporterHeldBy = $"case {Kept} when {Asked} and q.about = 'reporter') then 'request' end";

    private const string Kept = "when s.hold_reason is not null then 'legal-hold' when s.restricted_at is not null then 'restriction'";

    /// <summary>Somebody asked to see it and must be answered, until the last day for that. An end bracket is to follow.</summary>
    private const string Asked = """
        exists (select from rights_request_signal l join rights_request q on q.id = l.request_id
                where l.signal_id = s.id and q.kind = 'access' and q.state = 'open' and q.due_date >= @day
        """;

    private const string UnreadNews = "exists (select from message m where m.signal_id = s.id and m.kind in ('answer', 'addition') and m.read_at is null)";

    /// <summary>
    /// It was closed; or the person took back that they want contact, and nobody has to close it. As long as they want contact, an open signal is not destroyed under
    /// the hands of who helps them, whatever else they took back.
    /// </summary>
    public const string IsOver = """
        (s.state = 'closed' or s.withdrawn_until is not null and s.state <> 'erased'
            and (select bool_and(c.withdrawn_at is not null) from consent c where c.signal_id = s.id and c.purpose = 'contact'))
        """;

    private const string IsDue = $"(s.retain_until < @day or s.withdrawn_until < @day) and {IsOver}";

    /// <summary>
    /// Rows of <c>id, scope, municipality, outcome, kept_until, held_by</c> as of <c>@day</c>; <c>held_by</c> is null for what goes.
    /// </summary>
    public const string Sql = $"""
        select s.id, 'signal' as scope, s.municipality, s.outcome, least(s.retain_until, s.withdrawn_until) as kept_until,
               coalesce({HeldBy}, case when s.grace_until >= @day or ({UnreadNews} and s.grace_until is null) then 'grace' end) as held_by
        from signal s where {IsDue}
        union all
        select s.id, 'reporter', s.municipality, s.outcome, f.kept_until, {ReporterHeldBy}
        from signal s join signal_record r on r.signal_id = s.id and r.reporter is not null
        cross join lateral (
            select (greatest(s.state_since, (select max(n.created_at) from recipient n where n.signal_id = s.id)) at time zone 'Europe/Amsterdam')::date + 28 as kept_until) f
        where s.state = 'closed' and least(s.retain_until, s.withdrawn_until) >= @day and f.kept_until < @day
        union all
        select r.id, 'visits', r.municipality, null::text, r.keep_until, null::text from outreach_round r
        where r.keep_until < @day and (r.state = 'closed' or r.state = 'destroyed' and exists (select from outreach_visit v where v.round_id = r.id and v.person is not null))
        """;

    /// <summary>Gives the week, to who has not had it.</summary>
    public const string GraceSql = $"""
        update signal s set grace_until = @day + 7 where {IsDue} and {UnreadNews} and grace_until is null and {HeldBy} is null
        """;
}

/// <param name="Id">Of the signal, or of the round of visits.</param>
/// <param name="Scope"><c>signal</c>, <c>reporter</c> or <c>visits</c>.</param>
/// <param name="HeldBy">Why it stays: <c>legal-hold</c>, <c>restriction</c>, <c>request</c> or <c>grace</c>.</param>
internal sealed record DueItem(Guid Id, string Scope, string Municipality, string? Outcome, DateOnly KeptUntil, string? HeldBy);
