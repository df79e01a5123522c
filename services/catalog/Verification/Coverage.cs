using Dapper;
using Npgsql;

namespace Nabij.Catalog.Verification;

/// <summary>How much of what residents find was checked in time.</summary>
/// <param name="Checkable">Those that are to be checked: activities with an end are not.</param>
/// <param name="Verified">Of these, those that somebody checked within their cadence. To be published recently is no check.</param>
internal sealed record Coverage(string? Municipality, long Published, long Checkable, long Verified, IReadOnlyDictionary<FreshnessStage, long> Stages)
{
    /// <summary>0 to 100, one decimal; null when there is nothing to check.</summary>
    public decimal? Percentage => Checkable == 0 ? null : decimal.Round(100m * Verified / Checkable, 1);

    public static async Task<Coverage> OfAsync(NpgsqlConnection connection, string? municipality, DateTimeOffset now, CancellationToken ct)
    {
        var args = new { municipality, Cadence.Kinds, Cadence.KindDays, Freshness.Shares, now };
        var rows = (await connection.QueryAsync<(int? Stage, long Services, long Verified)>(new CommandDefinition(CountSql, args, cancellationToken: ct))).AsList();
        var stages = Enum.GetValues<FreshnessStage>().ToDictionary(s => s, s => rows.Where(r => r.Stage == (int)s).Sum(r => r.Services));
        return new(municipality, rows.Sum(r => r.Services), stages.Values.Sum(), rows.Sum(r => r.Verified), stages);
    }

    /// <summary>The share that is verified, from 0 to 1, of each municipality that has something to check.</summary>
    public static async Task<IReadOnlyList<(string Municipality, double Share)>> ByMunicipalityAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken ct) =>
        (await connection.QueryAsync<(string, double)>(new CommandDefinition(SharesSql, new { Cadence.Kinds, Cadence.KindDays, now }, cancellationToken: ct))).AsList();

    private const string CountSql = """
        select width_bucket(date_part('epoch', @now - coalesce(s.verified_at, s.published_at)) / (86400.0::float8 * c.days), @Shares) as stage,
               count(*) as services, count(*) filter (where s.verified_at > @now - make_interval(days => c.days)) as verified
        from service s left join unnest(@Kinds, @KindDays) as c (kind, days) on c.kind = s.cadence
        where s.state = 'published' and (@municipality::text is null or s.municipalities @> array[@municipality::text])
        group by 1
        """;

    private const string SharesSql = """
        select municipality, (count(*) filter (where s.verified_at > @now - make_interval(days => c.days)))::float8 / count(*) as share
        from service s
        join unnest(@Kinds, @KindDays) as c (kind, days) on c.kind = s.cadence
        cross join unnest(s.municipalities) as municipality
        where s.state = 'published'
        group by municipality
        """;
}
