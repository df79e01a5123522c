using System.Diagnostics;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.Signals.FollowUp.DueDates;

namespace Nabij.Signals.FollowUp;

/// <summary>How a signal is read for a change and written after it. It stays locked in between, so that no consent is withdrawn halfway.</summary>
internal static class SignalStore
{
    public static async Task<Signal?> LoadForChangeAsync(this UnitOfWork work, Guid id, CancellationToken ct)
    {
        var signal = await work.QuerySingleOrDefaultAsync<Signal>(LoadSql, new { id }, ct);
        if (signal is null) return null;
        signal.Terms = await work.QuerySingleOrDefaultAsync<Terms>(StoredTerms.TermsSql, new { code = signal.Municipality }, ct) ?? Terms.Default;
        signal.Consents = await work.QueryAsync<Consent>(ConsentsSql, new { id }, ct);
        if (signal.State is State.Referred or State.Started) signal.OpenReferral = await work.QuerySingleAsync<OpenReferral>(OpenReferralSql, new { id }, ct);
        return signal;
    }

    /// <summary>For who follows it up; null, which is 404, for anybody else.</summary>
    public static async Task<Signal?> LoadOwnAsync(this UnitOfWork work, Guid id, Caller caller, CancellationToken ct) =>
        await work.LoadForChangeAsync(id, ct) is { } signal && signal.IsFor(caller) ? signal : null;

    /// <summary>Writes the step that was taken, with its events.</summary>
    public static async Task SaveAsync(this UnitOfWork work, Signal signal, string actor, CancellationToken ct)
    {
        var taken = signal.Taken!;
        await work.ExecuteAsync(SaveSql, new
        {
            signal.Id,
            signal.State,
            signal.StateSince,
            signal.LegalBasis,
            signal.SourceBasis,
            signal.InformedHow,
            signal.Outcome,
            signal.RetentionRule,
            signal.RetainUntil,
            signal.WithdrawnUntil,
            signal.Assignee,
            signal.DueAt,
            signal.HandOverTo,
            signal.HandOverBy,
            signal.Flag,
            signal.FlaggedAt,
            signal.Version,
            signal.Recipient,
            actor,
            step = taken.Step.Name,
            from = taken.From,
            taken.Reason,
            at = signal.TakenAt,
            trace = Activity.Current?.TraceId.ToString(),
        }, ct);
        if (signal.Referral is { } made)
        {
            await work.ExecuteAsync(ReferSql, new { made.Id, signal = signal.Id, made.ServiceId, made.ConsentId, fields = made.Fields.ToArray(), made.Shared, now = signal.TakenAt }, ct);
        }

        if (signal is { ReferralBecomes: { } status, OpenReferral: { } open })
            await work.ExecuteAsync(ReferralSql, new { open.Id, status, taken.Reason, now = signal.TakenAt }, ct);
        foreach (var message in signal.Events) work.Publish(message);
    }

    /// <summary>Writes the clock of a consent that was taken back or given again, where that was no step.</summary>
    public static Task SaveClockAsync(this UnitOfWork work, Signal signal, CancellationToken ct) => work.ExecuteAsync(ClockSql, new { signal.Id, signal.WithdrawnUntil, signal.Version }, ct);

    private const string ClockSql = "update signal set withdrawn_until = @WithdrawnUntil, version = @Version where id = @Id";

    // Attempts of before a signal was closed and opened again, or before contact was planned again, say nothing of now.
    private const string LoadSql = """
        select s.id, s.event_ref, s.municipality, s.organisation_id, s.area, s.route, s.rule, s.reporter_role, s.about_whom, s.wants_feedback, s.has_address, s.mail_refused_at,
               s.received_at, s.state, s.state_since, s.version, s.legal_basis, s.source_basis, s.informed_how, s.outcome, s.retention_rule, s.retain_until, s.withdrawn_until,
               s.assignee, s.due_at, s.hand_over_to, s.hand_over_by, s.flag, s.flagged_at, s.restricted_at is not null as is_restricted,
               (select t.days::text from retention_terms t where t.municipality = s.municipality) as own_terms,
               (select count(*)::int from contact_attempt a where a.signal_id = s.id and a.result = 'reached' and a.at >= coalesce(
                   (select max(t.at) from signal_transition t where t.signal_id = s.id and t.name = 'reopen'), s.received_at)) as reached_attempts,
               (select count(*)::int from contact_attempt a where a.signal_id = s.id and a.result <> 'reached' and a.at >= s.state_since) as failed_attempts,
               exists (select from consent c where c.signal_id = s.id and c.purpose = 'contact' and c.withdrawn_at is not null) as contact_withdrawn,
               exists (select from role_policy p where p.municipality = s.municipality and p.role = s.reporter_role
                       and p.valid_until >= (now() at time zone 'Europe/Amsterdam')::date) as source_is_entered
        from signal s where s.id = @id for update of s
        """;

    private const string ConsentsSql = "select id, purpose, service_id, fields from consent where signal_id = @id and withdrawn_at is null order by given_at, id";

    // A signal that was opened again may have older ones.
    private const string OpenReferralSql = """
        select id, service_id, status, version, organisation_id, fields from referral where signal_id = @id order by referred_at desc, id desc limit 1
        """;

    private const string SaveSql = """
        update signal set state = @State, state_since = @StateSince, legal_basis = @LegalBasis, source_basis = @SourceBasis, informed_how = @InformedHow,
               outcome = @Outcome, retention_rule = @RetentionRule, retain_until = @RetainUntil, withdrawn_until = @WithdrawnUntil, assignee = @Assignee, due_at = @DueAt, hand_over_to = @HandOverTo,
               hand_over_by = @HandOverBy, flag = @Flag, flagged_at = @FlaggedAt, version = @Version
        where id = @Id;
        insert into signal_transition (signal_id, version, name, from_state, to_state, reason, at, actor, trace_id)
        values (@Id, @Version, @step, @from, @State, @Reason, @at, @actor, @trace);
        insert into recipient (ref, signal_id, created_at) select @Recipient, @Id, @at where @Recipient is not null;
        """;

    private const string ReferSql = """
        insert into referral (id, signal_id, service_id, organisation_id, consent_id, fields, shared, status, referred_at, changed_at)
        values (@Id, @signal, @ServiceId, (select organisation_id from known_service where service_id = @ServiceId), @ConsentId, @fields, @Shared, 'sent', @now, @now)
        """;

    private const string ReferralSql = "update referral set status = @status, reason = coalesce(@Reason, reason), changed_at = @now, version = version + 1 where id = @Id";
}
