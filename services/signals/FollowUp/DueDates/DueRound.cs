using Nabij.Contracts;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.Signals.Logs;

namespace Nabij.Signals.FollowUp.DueDates;

/// <summary>
/// What becomes of signals by the passing of time: that a due date has passed is told, once for each due date; a reporter who was asked something and did not answer in
/// time is waited for no longer. It goes round every five minutes, and what a round missed the next one finds. Replicas wait for each other.
/// </summary>
internal sealed class DueRound(IServiceScopeFactory scopes, UnitOfWorkFactory works, TimeProvider clock, ILogger<DueRound> log) : Round(TimeSpan.FromMinutes(5), clock, log)
{
    private const int Batch = 200;

    private static readonly AuditActor Clock = new("due-round", Roles.Service, null);

    public override async Task<int> RunAsync(DateTimeOffset now, CancellationToken ct)
    {
        var (done, told) = (0, 0);
        for (; await ResumeAsync(now, ct); done++) { }
        do
        {
            told = await TellAsync(now, ct);
            done += told;
        }
        while (told == Batch);
        return done;
    }

    /// <summary>One at a time: the audit log of a municipality is locked until the end of a transaction.</summary>
    private async Task<bool> ResumeAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var change = scope.ServiceProvider.GetRequiredService<SignalChange>();
        await change.Work.ExecuteAsync(TurnSql, ct: ct);
        if (await change.Work.QuerySingleOrDefaultAsync<Guid?>(UnansweredSql, new { now }, ct) is not { } id) return false;
        if (await change.Work.LoadForChangeAsync(id, ct) is { } signal) await change.ResumeTriageAsync(signal, ResumeReason.TimedOut, Clock, now, ct);
        await change.Work.CommitAsync(ct);
        return true;
    }

    private async Task<int> TellAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var work = works.Begin();
        await work.ExecuteAsync(TurnSql, ct: ct);
        var overdue = await work.QueryAsync<Overdue>(OverdueSql, new { now, Batch }, ct);
        foreach (var signal in overdue) work.Publish(new SignalOverdue
        {
            OccurredAt = now,
            AggregateVersion = signal.Version,
            Municipality = signal.Municipality,
            Organisation = signal.OrganisationId,
            SignalRef = signal.EventRef,
            Due = signal.State == State.ContactPlanned ? "first-contact" : "triage",
            DueAt = signal.DueAt,
        });
        await work.CommitAsync(ct);
        return overdue.Count;
    }

    private sealed record Overdue
    {
        public Guid EventRef { get; init; }
        public string Municipality { get; init; } = "";
        public Guid? OrganisationId { get; init; }
        public string State { get; init; } = "";
        public long Version { get; init; }
        public DateTimeOffset DueAt { get; init; }
    }

    private const string TurnSql = "select pg_advisory_xact_lock(hashtextextended('due round', 0))";

    private const string UnansweredSql = "select id from signal where state = 'info-requested' and due_at <= @now and restricted_at is null order by due_at limit 1 for update skip locked";

    // A signal that somebody works on at this moment waits for the next round; with one that is restricted nobody can be in time.
    private const string OverdueSql = """
        update signal s set overdue_told_for = s.due_at
        from (select id from signal where due_at <= @now and due_at is not null and overdue_told_for is distinct from due_at
                and restricted_at is null and state in ('received', 'in-triage', 'contact-planned')
              order by due_at limit @Batch for update skip locked) as d
        where s.id = d.id
        returning s.event_ref, s.municipality, s.organisation_id, s.state, s.version, s.due_at
        """;
}
