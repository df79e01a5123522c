using Nabij.Contracts;
using Nabij.Messaging;

namespace Nabij.Coalition.Gaps;

/// <summary>Names a gap as soon as there are enough needs and a coalition to see it, whichever of the two comes last.</summary>
internal static class GapWatch
{
    /// <summary>
    /// Until the end of the transaction nobody else counts needs, founds a coalition or changes its threshold in these municipalities: else a
    /// need and a coalition that come at the same moment could miss each other.
    /// </summary>
    public static Task LockAsync(UnitOfWork work, IEnumerable<string> municipalities, CancellationToken ct) =>
        work.ExecuteAsync(LockSql, new { municipalities = municipalities.ToArray() }, ct);

    public static async Task IdentifyAsync(UnitOfWork work, IEnumerable<string> municipalities, DateTimeOffset now, CancellationToken ct)
    {
        var args = new { municipalities = municipalities.ToArray() };
        var thresholds = (await work.QueryAsync<(string Municipality, int Threshold)>(ThresholdsSql, args, ct)).ToDictionary(t => t.Municipality, t => t.Threshold);
        foreach (var gap in await work.QueryAsync<Gap>(ReadySql, args, ct))
        {
            if (!gap.Identify(thresholds[gap.Municipality], now)) continue;
            await GapRows.SaveAsync(work, gap, ct);
            await History.AddAsync(work, History.Gap, gap.Id, gap.Version, "identified", null, now, ct: ct);
            work.Publish(new GapIdentified
            {
                GapId = gap.Id,
                SupportType = gap.SupportType,
                TargetGroup = gap.TargetGroup,
                Municipality = gap.Municipality,
                OccurredAt = now,
                AggregateVersion = gap.Version,
            });
        }
    }

    private const string LockSql = """
        select pg_advisory_xact_lock(hashtextextended(m, 0))
        from (select 'gaps of ' || unnest(@municipalities) as m order by 1) as ordered
        """;

    private const string ThresholdsSql = """
        select m.municipality, c.gap_threshold as threshold
        from coalition_municipality m join coalition c on c.id = m.coalition_id
        where m.municipality = any(@municipalities) and not m.ended
        """;

    private const string ReadySql = $"""
        select {GapRows.Columns}
        from gap g
        join coalition_municipality m on m.municipality = g.municipality and not m.ended
        join coalition c on c.id = m.coalition_id
        where g.municipality = any(@municipalities) and g.status = 'counting' and g.needs >= c.gap_threshold
        order by g.id
        for no key update of g
        """;
}
