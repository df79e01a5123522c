using System.Diagnostics;
using Nabij.Messaging;

namespace Nabij.Signals.FollowUp;

/// <summary>How a signal is read for a change and written after it. It stays locked in between, so that no consent is withdrawn halfway.</summary>
internal static class SignalStore
{
    public static async Task<Signal?> LoadForChangeAsync(this UnitOfWork work, Guid id, CancellationToken ct)
    {
        var signal = await work.QuerySingleOrDefaultAsync<Signal>(LoadSql, new { id }, ct);
        if (signal is not null) signal.Consents = await work.QueryAsync<Consent>(ConsentsSql, new { id }, ct);
        return signal;
    }

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
            signal.Version,
            signal.Recipient,
            actor,
            step = taken.Step.Name,
            from = taken.From,
            taken.Reason,
            trace = Activity.Current?.TraceId.ToString(),
        }, ct);
        if (signal.Referral is { } referral)
            await work.ExecuteAsync(ReferSql, new { referral.Id, signal = signal.Id, referral.ServiceId, referral.ConsentId, now = signal.StateSince }, ct);
        if (taken.From is State.Referred or State.Started)
            await work.ExecuteAsync(EndReferralsSql, new { signal.Id, status = ReferralStatusAfter(taken), now = signal.StateSince }, ct);
        foreach (var message in signal.Events) work.Publish(message);
    }

    private static string ReferralStatusAfter(TakenStep taken) => taken switch
    {
        { Step.To: State.Accompanied, Reason: ReturnReason.ConsentWithdrawn } => "cancelled",
        { Step.To: State.Accompanied } => "returned",
        _ => "started",
    };

    private const string LoadSql = """
        select s.id, s.event_ref, s.municipality, s.organisation_id, s.area, s.route, s.rule, s.reporter_role, s.about_whom, s.wants_feedback, s.has_address,
               s.received_at, s.state, s.state_since, s.version, s.legal_basis, s.source_basis, s.informed_how, s.outcome, s.retention_rule, s.retain_until,
               (select count(*)::int from contact_attempt a where a.signal_id = s.id and a.result = 'reached') as reached_attempts,
               (select count(*)::int from contact_attempt a where a.signal_id = s.id and a.result <> 'reached') as failed_attempts,
               exists (select from role_policy p where p.municipality = s.municipality and p.role = s.reporter_role
                       and p.valid_until >= (now() at time zone 'Europe/Amsterdam')::date) as source_is_entered
        from signal s where s.id = @id for update of s
        """;

    private const string ConsentsSql = "select id, purpose, service_id from consent where signal_id = @id and withdrawn_at is null order by given_at, id";

    private const string SaveSql = """
        update signal set state = @State, state_since = @StateSince, legal_basis = @LegalBasis, source_basis = @SourceBasis, informed_how = @InformedHow,
               outcome = @Outcome, retention_rule = @RetentionRule, retain_until = @RetainUntil, version = @Version
        where id = @Id;
        insert into signal_transition (signal_id, version, name, from_state, to_state, reason, at, actor, trace_id)
        values (@Id, @Version, @step, @from, @State, @Reason, @StateSince, @actor, @trace);
        insert into recipient (ref, signal_id, created_at) select @Recipient, @Id, @StateSince where @Recipient is not null;
        """;

    private const string ReferSql = """
        insert into referral (id, signal_id, service_id, consent_id, status, referred_at, changed_at) values (@Id, @signal, @ServiceId, @ConsentId, 'sent', @now, @now)
        """;

    private const string EndReferralsSql = "update referral set status = @status, changed_at = @now where signal_id = @Id and status in ('sent', 'started')";
}
