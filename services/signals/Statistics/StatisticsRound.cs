using Nabij.Messaging;

namespace Nabij.Signals.Statistics;

/// <summary>
/// Publishes the figures of a quarter once, when it has ended: what is withdrawn, closed or erased later changes no figure, and so two answers of
/// different days tell nothing about what happened between them. Replicas wait for each other.
/// </summary>
internal sealed class StatisticsRound(UnitOfWorkFactory works, TimeProvider clock, ILogger<StatisticsRound> log) : Round(TimeSpan.FromHours(1), clock, log)
{
    /// <summary>After the end of a quarter, so that nothing of it is still under way.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromDays(1);

    /// <summary>Publishes every quarter that has ended and was not published. Returns how many.</summary>
    public override async Task<int> RunAsync(DateTimeOffset now, CancellationToken ct)
    {
        var published = 0;
        while (await PublishNextAsync(now, ct)) published++;
        return published;
    }

    private async Task<bool> PublishNextAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var work = works.Begin();
        await work.ExecuteAsync(TurnSql, ct: ct);
        var quarter = await work.QuerySingleOrDefaultAsync<DateOnly?>(LastSql, ct: ct) is { } last ? new Quarter(last).Next
            : await work.QuerySingleOrDefaultAsync<DateTime?>(FirstSql, ct: ct) is { } first ? Quarter.Of(new DateTimeOffset(first, TimeSpan.Zero))
            : Quarter.Of(now);
        if (quarter.Until + Delay > now) return false;

        await work.ExecuteAsync(QuarterSql, new { quarter.Start, now }, ct);
        var counts = await work.QueryAsync<Count>(CountSql, new { quarter.From, quarter.Until }, ct);
        foreach (var table in counts.GroupBy(c => (c.Municipality, c.By)))
        {
            var figures = Suppression.Publish(table.Select(c => (c.Code, c.N)));
            await work.ExecuteAsync(PublishSql, new
            {
                table.Key.Municipality,
                quarter.Start,
                table.Key.By,
                codes = figures.Select(f => f.Code).ToArray(),
                numbers = figures.Select(f => f.Count).ToArray(),
            }, ct);
        }

        await work.CommitAsync(ct);
        return true;
    }

    private sealed record Count(string Municipality, string By, string Code, int N);

    private const string TurnSql = "select pg_advisory_xact_lock(hashtextextended('statistics', 0))";

    private const string LastSql = "select max(quarter) from statistic_quarter";

    private const string FirstSql = "select min(received_at) from signal";

    private const string QuarterSql = "insert into statistic_quarter (quarter, published_at) values (@Start, @now)";

    // A neighbourhood counts for its district: the one lies in the other, and the difference would be the rest of the district.
    private const string CountSql = """
        with received as (
            select municipality, route, coalesce(reporter_role, 'not-told') as role,
                   case when area is null then 'not-told' when area like 'BU%' then 'WK' || substr(area, 3, 6) else area end as area,
                   to_char(received_at at time zone 'Europe/Amsterdam', 'YYYY-MM') as month
            from signal where received_at >= @From and received_at < @Until
        ), closed as (
            select s.municipality, s.outcome from signal s
            join lateral (select max(t.at) as at from signal_transition t where t.signal_id = s.id and t.name = 'close') c on c.at >= @From and c.at < @Until
            where s.outcome is not null
        )
        select municipality, 'neighbourhood' as by, area as code, count(*)::int as n from received group by 1, 3
        union all select municipality, 'month', month, count(*)::int from received group by 1, 3
        union all select municipality, 'route', route, count(*)::int from received group by 1, 3
        union all select municipality, 'role', role, count(*)::int from received group by 1, 3
        union all select municipality, 'outcome', outcome, count(*)::int from closed group by 1, 3
        """;

    private const string PublishSql = """
        insert into statistic (municipality, quarter, by, code, count)
        select @Municipality, @Start, @By, f.code, f.count from unnest(@codes, @numbers) as f (code, count)
        """;
}
