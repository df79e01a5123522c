using Nabij.Contracts;
using Nabij.Messaging;

namespace Nabij.Catalog.Demand;

/// <summary>
/// Once a day: what was searched in vain in the last thirty whole days (UTC), as far as it was often enough that nobody can be seen in it, rounded down to tens.
/// It goes round every hour and counts whole days only, so a second round on a day finds nothing new. Replicas wait for each other.
/// </summary>
internal sealed class UnmetDemandRound(UnitOfWorkFactory works, TimeProvider clock, ILogger<UnmetDemandRound> log) : Round(TimeSpan.FromHours(1), clock, log)
{
    /// <summary>Fewer searches than this are told to nobody.</summary>
    public const int Fewest = 10;

    public const int Days = 30;

    public override async Task<int> RunAsync(DateTimeOffset now, CancellationToken ct)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        await using var work = works.Begin();
        await work.ExecuteAsync(TurnSql, ct: ct);
        await work.ExecuteAsync("delete from unmet_search where day < @first", new { first = today.AddDays(-Days) }, ct);
        var counted = await work.QueryAsync<Row>(CountSql, new { today, Fewest, now }, ct);
        foreach (var row in counted) work.Publish(new DemandUnmet
        {
            SupportType = CodeOf(row.SupportType),
            Problem = CodeOf(row.Problem),
            TargetGroup = CodeOf(row.TargetGroup),
            Searches = row.Searches,
            Municipality = row.Municipality,
            AggregateVersion = row.Version,
            OccurredAt = now,
        });
        await work.ExecuteAsync(FadeSql, new { today, Fewest }, ct);
        await work.CommitAsync(ct);
        return counted.Count;
    }

    private static string? CodeOf(string column) => column.Length == 0 ? null : column;

    private sealed record Row
    {
        public string Municipality { get; init; } = "";
        public string SupportType { get; init; } = "";
        public string Problem { get; init; } = "";
        public string TargetGroup { get; init; } = "";
        public int Searches { get; init; }
        public int Version { get; init; }
    }

    private const string TurnSql = "select pg_advisory_xact_lock(hashtextextended('unmet demand round', 0))";

    private const string CountedSql = """
        select municipality, support_type, problem, target_group, sum(searches)::int / 10 * 10 as searches
        from unmet_search
        where day < @today
        group by municipality, support_type, problem, target_group
        having sum(searches) >= @Fewest
        """;

    private const string CountSql = $"""
        insert into unmet_demand as d (municipality, support_type, problem, target_group, searches, version, changed_at)
        select municipality, support_type, problem, target_group, searches, 1, @now from ({CountedSql}) as c
        on conflict (municipality, support_type, problem, target_group) do update
        set searches = excluded.searches, version = d.version + 1, changed_at = excluded.changed_at
        where d.searches <> excluded.searches
        returning municipality, support_type, problem, target_group, searches, version
        """;

    // The row stays for its version.
    private const string FadeSql = $"""
        update unmet_demand d set searches = 0
        where d.searches > 0 and not exists (
            select from ({CountedSql}) as c
            where (c.municipality, c.support_type, c.problem, c.target_group) = (d.municipality, d.support_type, d.problem, d.target_group))
        """;
}
