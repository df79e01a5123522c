using Nabij.Catalog.Services;
using Nabij.Contracts;
using Nabij.Messaging;
using Nabij.Reference.Calendar;

namespace Nabij.Catalog.Verification;

/// <summary>
/// What becomes of services by the passing of time: what has ended is archived, and whose check is nearly too old is asked about, once for each
/// check; once more when that question went nowhere. It goes round every hour and does each thing once, so a round that was missed is made up for. Replicas wait for each other.
/// </summary>
internal sealed class VerificationRound(UnitOfWorkFactory works, VerificationLinks links, TimeProvider clock, ILogger<VerificationRound> log) : Round(TimeSpan.FromHours(1), clock, log)
{
    /// <summary>Residents read why it is gone.</summary>
    public const string Ended = "Deze activiteit is voorbij.";

    private const int Batch = 200;

    public override async Task<int> RunAsync(DateTimeOffset now, CancellationToken ct)
    {
        var total = 0;
        foreach (var step in new[] { ClassifyAsync, ArchiveAsync, AskAsync, AskAgainAsync })
        {
            int done;
            do
            {
                await using var work = works.Begin();
                await work.ExecuteAsync(TurnSql, ct: ct);
                done = await step(work, now, ct);
                await work.CommitAsync(ct);
                total += done;
            }
            while (done == Batch);
        }

        return total;
    }

    /// <summary>Rows that do not know their cadence yet.</summary>
    private static async Task<int> ClassifyAsync(UnitOfWork work, DateTimeOffset now, CancellationToken ct)
    {
        var rows = await work.QueryAsync<ServiceRows.Row>(UnclassifiedSql, new { Batch }, ct);
        foreach (var row in rows) await ServiceRows.UpdateAsync(work, row.ToService(), ct);
        return rows.Count;
    }

    private static async Task<int> ArchiveAsync(UnitOfWork work, DateTimeOffset now, CancellationToken ct)
    {
        var rows = await work.QueryAsync<ServiceRows.Row>(EndedSql, new { today = DutchDay.Of(now), Batch }, ct);
        foreach (var service in rows.Select(r => r.ToService()))
        {
            if (service.Take("archive", now, Ended) is { } happened) work.Publish(happened);
            await ServiceRows.UpdateAsync(work, service, ct);
        }

        return rows.Count;
    }

    private async Task<int> AskAsync(UnitOfWork work, DateTimeOffset now, CancellationToken ct)
    {
        var due = await work.QueryAsync<Due>(DueSql, new { Cadence.Kinds, Cadence.KindDays, share = Freshness.From(FreshnessStage.Due), now, Batch }, ct);
        foreach (var service in due)
        {
            var request = Guid.NewGuid();
            Guid? recipient = service.HasAddress ? Guid.NewGuid() : null;
            await work.ExecuteAsync(AskSql, new
            {
                request,
                service.Id,
                service.Since,
                now,
                hash = recipient is null ? null : links.NewHash(request),
                expiresAt = now + VerificationLinks.Lifetime,
                recipient,
            }, ct);
            work.Publish(new ServiceVerificationDue
            {
                ServiceId = service.Id,
                Cadence = service.Cadence,
                StaleAt = service.StaleAt,
                Organisation = service.OrganisationId,
                AggregateVersion = service.Version,
                OccurredAt = now,
            });
            if (recipient is { } recipientRef) work.Publish(Notice(service, recipientRef, now));
        }

        return due.Count;
    }

    /// <summary>Questions that are neither mailed nor on the phone list: another address was given, or a replica asked that did not know the list.</summary>
    private async Task<int> AskAgainAsync(UnitOfWork work, DateTimeOffset now, CancellationToken ct)
    {
        var open = await work.QueryAsync<Due>(NowhereSql, new { now, Batch }, ct);
        foreach (var service in open)
        {
            Guid? recipient = service.HasAddress ? Guid.NewGuid() : null;
            await work.ExecuteAsync(AgainSql, new
            {
                service.Request,
                now,
                hash = recipient is null ? null : links.NewHash(service.Request),
                expiresAt = now + VerificationLinks.Lifetime,
                recipient,
            }, ct);
            if (recipient is { } recipientRef) work.Publish(Notice(service, recipientRef, now));
        }

        return open.Count;
    }

    private static ProviderNoticeDue Notice(Due service, Guid recipient, DateTimeOffset now) => new()
    {
        ServiceId = service.Id,
        RecipientRef = recipient,
        Template = "verification-due",
        Organisation = service.OrganisationId,
        AggregateVersion = service.Version,
        OccurredAt = now,
    };

    private sealed record Due
    {
        public Guid Id { get; init; }
        public Guid OrganisationId { get; init; }
        public int Version { get; init; }
        public string Cadence { get; init; } = "";
        public DateTimeOffset Since { get; init; }
        public DateTimeOffset StaleAt { get; init; }
        public bool HasAddress { get; init; }
        public Guid Request { get; init; }
    }

    private const string TurnSql = "select pg_advisory_xact_lock(hashtextextended('verification round', 0))";

    private const string UnclassifiedSql = $"""
        select {ServiceRows.Columns} from service where cadence is null order by id limit @Batch for update
        """;

    private const string EndedSql = $"""
        select {ServiceRows.Columns} from service where ends_on < @today and state in ('published', 'paused') order by id limit @Batch for update
        """;

    private const string DueSql = """
        select s.id, s.organisation_id, s.version, s.cadence, b.since, b.since + make_interval(days => c.days) as stale_at,
               coalesce(o.email, s.content->'contact'->>'email') is not null as has_address
        from service s
        join organisation o on o.id = s.organisation_id
        join unnest(@Kinds, @KindDays) as c (kind, days) on c.kind = s.cadence
        cross join lateral (select coalesce(s.verified_at, s.published_at) as since) b
        where s.state = 'published' and b.since <= @now - make_interval(secs => 86400 * c.days * @share)
          and not exists (select from verification_request r where r.service_id = s.id and r.since = b.since)
        order by s.id
        limit @Batch
        for update of s
        """;

    private const string AskSql = """
        insert into verification_request (id, service_id, since, asked_at, token_hash, expires_at, recipient_ref, by_phone)
        values (@request, @Id, @Since, @now, @hash, @expiresAt, @recipient, @recipient is null)
        """;

    private const string NowhereSql = """
        select s.id, s.organisation_id, s.version, coalesce(o.email, s.content->'contact'->>'email') is not null as has_address, r.id as request
        from verification_request r
        join service s on s.id = r.service_id
        join organisation o on o.id = s.organisation_id
        where not r.by_phone and r.token_hash is null and r.used_at is null and r.asked_at <= @now and r.expires_at > @now
          and s.state = 'published' and r.since = coalesce(s.verified_at, s.published_at)
        order by r.id
        limit @Batch
        for update of r
        """;

    private const string AgainSql = """
        update verification_request
        set asked_at = @now, token_hash = @hash, expires_at = @expiresAt, recipient_ref = @recipient, acknowledged_at = null, by_phone = @recipient is null
        where id = @Request
        """;
}
