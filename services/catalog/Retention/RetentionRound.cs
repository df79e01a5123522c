using Nabij.Messaging;

namespace Nabij.Catalog.Retention;

/// <summary>
/// Forgets what has been kept long enough. It goes round every hour, in small bites, and finds again what a missed round left. Replicas wait for each other.
/// </summary>
internal sealed class RetentionRound(UnitOfWorkFactory works, RetentionOptions options, TimeProvider clock, ILogger<RetentionRound> log) : Round(TimeSpan.FromHours(1), clock, log)
{
    private const int Batch = 1000;

    public override async Task<int> RunAsync(DateTimeOffset now, CancellationToken ct)
    {
        var forgotten = 0;
        foreach (var (sql, before) in new[]
        {
            (DecidedTextsSql, now - options.CorrectionTexts),
            (OpenTextsSql, now - options.OpenCorrectionTexts),
            (CorrectionsSql, now - options.Decided),
            (ProposalsSql, now - options.Decided),
            (ChecksSql, now - options.Checks),
            (RequestsSql, now - options.Links),
            (LinksSql, now - options.Links),
        })
        {
            int done;
            do
            {
                await using var work = works.Begin();
                await work.ExecuteAsync(TurnSql, ct: ct);
                done = await work.ExecuteAsync(sql, new { before, Batch }, ct);
                await work.CommitAsync(ct);
                forgotten += done;
            }
            while (done == Batch);
        }

        return forgotten;
    }

    private const string TurnSql = "select pg_advisory_xact_lock(hashtextextended('retention round', 0))";

    private const string DecidedTextsSql = """
        update correction set text = null where id = any(array(select id from correction where text is not null and decided_at < @before limit @Batch))
        """;

    private const string OpenTextsSql = """
        update correction set text = null where id = any(array(select id from correction where text is not null and received_at < @before limit @Batch))
        """;

    private const string CorrectionsSql = "delete from correction where id = any(array(select id from correction where decided_at < @before limit @Batch))";

    private const string ProposalsSql = "delete from proposal where id = any(array(select id from proposal where decided_at < @before limit @Batch))";

    // The last one of all fields tells where the clock of the service comes from.
    private const string ChecksSql = """
        delete from verification where id = any(array(
            select v.id from verification v
            where v.verified_at < @before
              and (v.fields <> '{}'
                   or exists (select from verification later where later.service_id = v.service_id and later.fields = '{}' and (later.verified_at, later.id) > (v.verified_at, v.id)))
            limit @Batch))
        """;

    // Until the next check, the row says that this one was asked about.
    private const string RequestsSql = """
        delete from verification_request where id = any(array(
            select r.id from verification_request r join service s on s.id = r.service_id
            where coalesce(r.used_at, r.expires_at) < @before and (s.state = 'archived' or r.since <> coalesce(s.verified_at, s.published_at))
            limit @Batch))
        """;

    private const string LinksSql = """
        update verification_request set token_hash = null, recipient_ref = null where id = any(array(
            select id from verification_request
            where coalesce(used_at, expires_at) < @before and (token_hash is not null or recipient_ref is not null)
            limit @Batch))
        """;
}
