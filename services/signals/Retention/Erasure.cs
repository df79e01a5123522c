using System.Security.Cryptography;
using System.Text.Json;
using Nabij.Contracts;
using Nabij.Messaging;
using Nabij.Reference.Calendar;
using Nabij.ServiceDefaults.Auth;
using Nabij.Signals.FollowUp;
using Nabij.Signals.Logs;
using Nabij.Signals.Outreach;
using Nabij.Signals.Reporter;
using Nabij.Signals.Vault;

namespace Nabij.Signals.Retention;

/// <summary>
/// Destroys a signal, what leads to its reporter, or the addresses of a round of visits. To destroy the keys is the erasure; all the rest proves it and tidies up. Each of
/// <see cref="Steps"/> may be taken again: whoever dies on the way is followed by somebody who begins at the first, and finds done what was done.
/// </summary>
internal sealed class Erasure(KeyVault vault, VisitsErasure visits, ErasureLedger ledger, UnitOfWorkFactory works, ProcessingLog processing, AuditLog audit, TimeProvider time)
{
    /// <summary>Returns false when it must not go on.</summary>
    public delegate Task<bool> Step(ErasureTask task, CancellationToken ct);

    /// <summary>Whose rows about a signal go with it, those that refer to another first.</summary>
    public static readonly IReadOnlyList<string> Tables =
    [
        "message", "case_note", "referral", "consent", "contact_attempt", "receipt_session", "recipient", "subject_index", "identity_request", "rights_request_signal", "erasure_order", "signal_record",
    ];

    /// <summary>What stays beside the bare spine: steps as codes and times, which the service may not delete.</summary>
    public static readonly IReadOnlyList<string> TablesThatStay = ["signal_transition"];

    /// <summary>Columns of a signal that are emptied.</summary>
    public static readonly IReadOnlyList<string> Columns =
        ["about_whom", "legal_basis", "source_basis", "informed_how", "retain_until", "withdrawn_until", "retention_rule", "hold_reason", "grace_until", "restricted_at", "assignee",
            "due_at", "overdue_told_for", "hand_over_to", "hand_over_by", "flag", "flagged_at", "mail_refused_at"];

    /// <summary>What statistics count stays, and so do the id, which only the logs know, and what is put out of use.</summary>
    public static readonly IReadOnlyList<string> ColumnsThatStay =
    [
        "id", "municipality", "organisation_id", "area", "route", "rule", "reporter_role", "outcome", "state", "state_since", "version",
        "event_ref", "receipt_hash", "received_at", "wants_feedback", "has_address",
    ];

    private static readonly AuditActor Clock = new("retention", Roles.Service, null);

    public IReadOnlyList<Step> Steps => [StartAsync, CutAsync, DestroyAsync, VerifyAsync, RemoveAsync, FinishAsync];

    /// <summary>False: it was not, or not any more, to be destroyed.</summary>
    /// <exception cref="ErasureNotVerifiedException">Something that leads to the person is left. The next round tries again.</exception>
    public async Task<bool> EraseAsync(ErasureTask task, CancellationToken ct)
    {
        foreach (var step in Steps)
            if (!await step(task, ct)) return false;
        return true;
    }

    private async Task<bool> StartAsync(ErasureTask task, CancellationToken ct)
    {
        if (await ledger.LastStepAsync(task, ct) is not (ErasureLedger.Started or ErasureLedger.Done)) await WriteAsync(task, ErasureLedger.Started, null, ct);
        return true;
    }

    /// <summary>From here on nobody changes it, and nothing leads to it: the receipt, the sessions, the references to an address, the index.</summary>
    private async Task<bool> CutAsync(ErasureTask task, CancellationToken ct)
    {
        await using var work = works.Begin();
        if (!await (task.Scope == ErasureScope.Visits ? visits.CutAsync(work, task, Clock, ct) : CutSignalAsync(work, task, ct)))
        {
            await WriteAsync(task, ErasureLedger.Cancelled, null, ct);
            return false;
        }

        await work.CommitAsync(ct);
        return true;
    }

    private async Task<bool> CutSignalAsync(UnitOfWork work, ErasureTask task, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        // What was restored without its signal has nothing to cut; its key goes all the same.
        if (await SpineAsync(work, task, ct) is not { } signal) return true;
        using var keys = await vault.FindAsync(task.Signal, signal.Municipality, ct);
        var isCut = task.Scope == ErasureScope.Signal ? signal.State == State.Erased : !keys.Has(KeyOwner.Reporter);
        if (isCut) return true;
        if (!signal.MayGo(task)) return false;

        await work.ExecuteAsync(task.Scope == ErasureScope.Signal ? CutSignalSql : CutReporterSql,
            new { task.Signal, now, actor = Clock.Subject, signal.State, task.Reason, dead = RandomNumberGenerator.GetBytes(DeadReceiptSize) }, ct);
        if (task.Scope == ErasureScope.Signal) await CancelReferralAsync(work, task, signal, now, ct);
        IEnumerable<KeyOwner> people = task.Scope == ErasureScope.Reporter ? [KeyOwner.Reporter] : signal.HasReporter ? [KeyOwner.Subject, KeyOwner.Reporter] : [KeyOwner.Subject];
        await processing.WriteAsync(work, ProcessingActivity.Erase, signal.Municipality, now, keys, people, ct);
        await audit.WriteAsync(work, new AuditEntry(signal.Municipality, "erase", Clock) { Signal = task.Signal, Purpose = task.Reason, Fields = [task.Scope] }, ct);
        return true;
    }

    /// <summary>Who was to help the person is told, by reference, to let go of what it keeps.</summary>
    private static async Task CancelReferralAsync(UnitOfWork work, ErasureTask task, Spine signal, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var referral in await work.QueryAsync<OpenReferral>(CancelSql, new { task.Signal, now }, ct))
        {
            work.Publish(new ReferralCancelled
            {
                OccurredAt = now,
                AggregateVersion = signal.Version + 1,
                Municipality = signal.Municipality,
                Organisation = referral.OrganisationId,
                SignalRef = signal.EventRef,
                ReferralId = referral.Id,
                ServiceId = referral.ServiceId,
            });
        }
    }

    private async Task<bool> DestroyAsync(ErasureTask task, CancellationToken ct)
    {
        if (task.Scope == ErasureScope.Reporter) await vault.DestroyReporterAsync(task.Signal, ct);
        else await vault.DestroyAsync([task.Signal], ct);
        return true;
    }

    private async Task<bool> VerifyAsync(ErasureTask task, CancellationToken ct)
    {
        await using var work = works.Begin();
        var left = (await work.QueryAsync<Copy>(LeftSql(task.Scope), task, ct)).ToDictionary(c => c.Name, c => c.Rows);
        using var keys = await vault.FindAsync(task.Signal, "", ct);
        IReadOnlyList<KeyOwner> owners = task.Scope == ErasureScope.Reporter ? [KeyOwner.Reporter] : [KeyOwner.Subject, KeyOwner.Reporter, KeyOwner.Case];
        left["keys"] = owners.Count(keys.Has);
        if (left.Where(copy => copy.Value > 0).Select(copy => copy.Key).ToList() is { Count: > 0 } names) throw new ErasureNotVerifiedException(names);
        await WriteAsync(task, ErasureLedger.Done, JsonSerializer.Serialize(left), ct);
        return true;
    }

    /// <summary>Nothing of it can be read; now the bytes go too, and the spine keeps what statistics count.</summary>
    private async Task<bool> RemoveAsync(ErasureTask task, CancellationToken ct)
    {
        await using var work = works.Begin();
        if (task.Scope == ErasureScope.Visits)
        {
            await work.ExecuteAsync(VisitsErasure.RemoveSql, task, ct);
        }
        else if (task.Scope == ErasureScope.Reporter)
        {
            await work.ExecuteAsync(RemoveReporterSql, task, ct);
        }
        else if (await SpineAsync(work, task, ct) is { IsWhole: true } signal)
        {
            foreach (var table in Tables) await work.ExecuteAsync($"delete from {table} where signal_id = @Signal", task, ct);
            await work.ExecuteAsync(StripSql, new { task.Signal, fresh = Guid.NewGuid() }, ct);
            work.Publish(new SignalErased
            {
                OccurredAt = time.GetUtcNow(),
                AggregateVersion = signal.Version,
                Municipality = signal.Municipality,
                Organisation = signal.OrganisationId,
                SignalRef = signal.EventRef,
            });
        }

        await work.CommitAsync(ct);
        return true;
    }

    private async Task<bool> FinishAsync(ErasureTask task, CancellationToken ct)
    {
        await WriteAsync(task, ErasureLedger.Removed, null, ct);
        return true;
    }

    private Task<Spine?> SpineAsync(UnitOfWork work, ErasureTask task, CancellationToken ct) =>
        work.QuerySingleOrDefaultAsync<Spine>(SpineSql, new { task.Signal, task.Scope, day = time.Today() }, ct);

    private Task WriteAsync(ErasureTask task, string step, string? copies, CancellationToken ct) => ledger.WriteAsync(task, step, time.GetUtcNow(), copies, ct);

    private static string LeftSql(string scope) => scope switch
    {
        ErasureScope.Signal => LeftOfSignalSql,
        ErasureScope.Reporter => LeftOfReporterSql,
        _ => VisitsErasure.LeftSql,
    };

    private sealed record Copy(string Name, long Rows);

    private sealed record Spine
    {
        public string Municipality { get; init; } = "";
        public Guid? OrganisationId { get; init; }
        public Guid EventRef { get; init; }
        public string State { get; init; } = "";
        public long Version { get; init; }
        public string? HoldReason { get; init; }
        public bool HasReporter { get; init; }

        /// <summary>Of <see cref="RetentionDue.HeldBy"/>.</summary>
        public string? HeldBy { get; init; }

        /// <summary>The follow-up is over: it was closed, or the person took back that they want contact.</summary>
        public bool IsOver { get; init; }

        /// <summary>The sealed bytes are still there.</summary>
        public bool IsWhole { get; init; }

        /// <summary>What was put on hold, restricted, asked for, opened again, begun with or agreed to again meanwhile stays, unless it was destroyed already.</summary>
        public bool MayGo(ErasureTask task) => task.Reason == ErasureReason.Replay || (HoldReason is null && task.Reason switch
        {
            ErasureReason.Request => true,
            ErasureReason.Withdrawn => task.Scope == ErasureScope.Reporter || State == FollowUp.State.Received,
            _ => IsOver && HeldBy is null,
        });
    }

    /// <summary>Hashes of receipts have 32 bytes: no code has a hash of this length.</summary>
    private const int DeadReceiptSize = 16;

    private const string SpineSql = $"""
        select s.municipality, s.organisation_id, s.event_ref, s.state, s.version, s.hold_reason, r.reporter is not null as has_reporter, r.signal_id is not null as is_whole,
               {RetentionDue.IsOver} as is_over, case when @Scope = 'reporter' then {RetentionDue.ReporterHeldBy} else {RetentionDue.HeldBy} end as held_by
        from signal s left join signal_record r on r.signal_id = s.id where s.id = @Signal for update of s
        """;

    private const string CutSignalSql = """
        update signal set state = 'erased', state_since = @now, receipt_hash = @dead, has_address = false, version = version + 1 where id = @Signal;
        insert into signal_transition (signal_id, version, name, from_state, to_state, reason, at, actor)
        select id, version, 'erase', @State, 'erased', @Reason, @now, @actor from signal where id = @Signal;
        delete from receipt_session where signal_id = @Signal;
        delete from recipient where signal_id = @Signal;
        delete from subject_index where signal_id = @Signal;
        """;

    private const string CancelSql = """
        update referral set status = 'cancelled', changed_at = @now, version = version + 1 where signal_id = @Signal and status in ('sent', 'accepted', 'started')
        returning id, service_id, status, version, organisation_id, fields
        """;

    private const string CutReporterSql = $"""
        update signal set has_address = false, wants_feedback = false, {Messages.ReachableSql} where id = @Signal;
        delete from recipient where signal_id = @Signal;
        delete from subject_index where signal_id = @Signal and owner = 'reporter';
        """;

    private const string LeftOfSignalSql = """
        select 'receipt' as name, count(*) as rows from signal where id = @Signal and octet_length(receipt_hash) = 32
        union all select 'receipt_session', count(*) from receipt_session where signal_id = @Signal
        union all select 'recipient', count(*) from recipient where signal_id = @Signal
        union all select 'subject_index', count(*) from subject_index where signal_id = @Signal
        """;

    private const string LeftOfReporterSql = """
        select 'recipient' as name, count(*) as rows from recipient where signal_id = @Signal
        union all select 'subject_index', count(*) from subject_index where signal_id = @Signal and owner = 'reporter'
        """;

    private const string RemoveReporterSql = """
        update signal_record set reporter = null where signal_id = @Signal;
        delete from erasure_order where signal_id = @Signal and scope = 'reporter';
        """;

    // The month of the report stays, for statistics count by it.
    private static readonly string StripSql = $"""
        update signal set event_ref = @fresh, wants_feedback = false,
               received_at = date_trunc('month', received_at at time zone 'Europe/Amsterdam') at time zone 'Europe/Amsterdam',
               {string.Join(", ", Columns.Select(column => column + " = null"))}
        where id = @Signal
        """;
}

/// <param name="copies">Names of the copies of which something was left.</param>
internal sealed class ErasureNotVerifiedException(IReadOnlyList<string> copies) : Exception($"An erasure is not verified: {string.Join(", ", copies)}.");
