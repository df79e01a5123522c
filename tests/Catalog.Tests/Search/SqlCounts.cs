using Dapper;
using Nabij.Catalog.Search;
using Nabij.Reference;
using Npgsql;

namespace Catalog.Tests.Search;

/// <summary>The same counts by SQL alone, slowly: from what the services tell, not from what the index makes of it.</summary>
internal static class SqlCounts
{
    public static object Args(DateTimeOffset now) => new
    {
        now,
        targetGroups = ReferenceLists.TargetGroups.Items.Select(i => i.Code).ToArray(),
        postcodes = Postcodes.All.Select(p => p.Code).ToArray(),
        latitudes = Postcodes.All.Select(p => p.Centroid.Latitude).ToArray(),
        longitudes = Postcodes.All.Select(p => p.Centroid.Longitude).ToArray(),
    };

    public static readonly string[] Labels = ["pass", "circus", "never"];

    /// <summary>Beside the groups of <see cref="Facets.All"/>: the labels, and all that is found.</summary>
    private const int Label = 100, Total = 101;

    /// <summary>Gives services some of the labels, where they are offered.</summary>
    public const string LabelSql = """
        insert into taxonomy (municipality, id, version, changed_at) select m, gen_random_uuid(), 1, now() from unnest(@municipalities) m;
        insert into taxonomy_term (municipality, code, id, number, label) select m, l, gen_random_uuid(), 1, l from unnest(@municipalities) m, unnest(@Labels) l;
        insert into service_label (service_id, municipality, code)
        select s.id, m, l
        from service s, unnest(@Labels) l, unnest(case when s.national then @municipalities else s.municipalities end) m
        where l <> 'never' and hashtext(s.id::text || m || l) % 3 = 0;
        update service set labelled_at = now() where id in (select service_id from service_label);
        """;

    /// <summary>The lowest of each kind of price together, a year for a twelfth.</summary>
    public const string CostSql = """
        coalesce((select sum(k.cost) from (
            select ceil(min((c->'price'->>'amount')::numeric) * 100 / case c->>'per' when 'year' then 12 else 1 end) / 100 as cost
            from jsonb_array_elements(s.content->'costs') c group by c->>'per') k), case when s.content->>'funding' = 'free' then 0 end)
        """;

    /// <summary>The days that a check of a service without an end holds.</summary>
    private const string DaysSql = """
        case when s.content->>'frequency' = 'one-off' then 90
             when s.national then 365
             when s.content->>'frequency' = 'recurring' and s.content->>'format' <> 'individual' then 90
             when s.content->>'funding' = 'commercial' or s.content->>'workforce' in ('voluntary', 'mixed') then 180
             when s.content->>'workforce' = 'professional' and s.content->>'frequency' = 'always' then 365
             else 180 end
        """;

    /// <summary>One row for each service and value that it has; groups as in <see cref="Facets.All"/>.</summary>
    public static readonly string PrepareSql = $"""
        create temp table item on commit preserve rows as
        select s.id, s.national, s.municipalities, (s.content->'conditions'->>'minAge')::int as min_age, (s.content->'conditions'->>'maxAge')::int as max_age,
               coalesce(s.verified_at > @now - make_interval(days => {DaysSql}), false) as verified, {CostSql} as cost,
               s.content->'setting' ?| array['at-home', 'online', 'phone'] as comes
        from service s where s.state = 'published';

        create temp table place on commit preserve rows as
        select s.id, radians(coalesce((l->>'latitude')::float8, p.latitude)) as latitude, radians(coalesce((l->>'longitude')::float8, p.longitude)) as longitude
        from service s
        cross join jsonb_array_elements(s.content->'locations') l
        join unnest(@postcodes, @latitudes, @longitudes) as p (code, latitude, longitude) on p.code = left(l->>'postcode', 4);

        create temp table value on commit preserve rows as
        select distinct s.id, v.grp, v.code
        from service s
        cross join lateral (
            select 0 as grp, jsonb_array_elements_text(s.content->'supportTypes') as code
            union all select 1, jsonb_array_elements_text(s.content->'problems')
            union all select 2, jsonb_array_elements_text(s.content->'targetGroups')
            union all select 2, unnest(@targetGroups) where jsonb_array_length(s.content->'targetGroups') = 0
            union all select 3, s.content->>'format'
            union all select 3, unnest(array['group', 'individual']) where s.content->>'format' = 'both'
            union all select 4, s.content->>'frequency'
            union all select 5, jsonb_array_elements_text(s.content->'setting')
            union all select 5, 'unknown' where jsonb_array_length(s.content->'setting') = 0
            union all select 6, coalesce(s.content->>'funding', 'unknown')
            union all select 7, coalesce(s.content->>'workforce', 'unknown')
            union all select 7, unnest(array['voluntary', 'professional']) where s.content->>'workforce' = 'mixed'
            union all select 8, s.content->'conditions'->>'access'
            union all select 9, jsonb_array_elements_text(s.content->'languages')
            union all select 9, 'nl' where jsonb_array_length(s.content->'languages') = 0
            union all select 10, (array['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'])
                                 [array_position(array['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'], substring(t->>'rule' from 'BYDAY=(..)'))] from jsonb_array_elements(s.content->'schedule'->'times') t
        ) v
        where s.state = 'published';

        create index on value (id); create index on place (id); analyze item; analyze value; analyze place;
        """;

    public static async Task<(int Total, Dictionary<(int Group, string Code), int> Counts, Dictionary<string, int> Labels)> CountAsync(NpgsqlConnection connection, SearchQuery query)
    {
        var args = new DynamicParameters(new
        {
            query.Municipality,
            query.Age,
            cost = query.MaxCost / 100m,
            query.Verified,
            query.Home,
            query.Labels,
            query.RadiusKm,
            latitude = query.Near?.Latitude,
            longitude = query.Near?.Longitude,
        });
        foreach (var (group, codes) in query.Chosen) args.Add($"codes{group}", codes);
        var counts = new Dictionary<(int, string), int>();
        foreach (var (group, code, count) in await connection.QueryAsync<(int, string, int)>(SqlOf(query), args)) counts[(group, code)] = count;
        return (counts[(Total, "")], counts, counts.Where(c => c.Key.Item1 == Label).ToDictionary(c => c.Key.Item2, c => c.Value));
    }

    /// <summary>What the query lets through but for its groups, with whether each group lets it through; and then, for each value, what all groups but its own let through.</summary>
    private static string SqlOf(SearchQuery query)
    {
        var groups = query.Chosen.Keys.Select(g => (Id: g, Has: $"exists (select from value c where c.id = s.id and c.grp = {g} and c.code = any(@codes{g}))"))
            .Append((Id: Label, Has: query.Labels.Length == 0 ? "true" : "exists (select from service_label l where l.service_id = s.id and l.municipality = @Municipality and l.code = any(@Labels))"))
            .ToList();
        return $"""
            with s as materialized (
                select s.id, {string.Join(", ", groups.Select(g => $"{g.Has} as has{g.Id}"))}
                from item s
                where (@Municipality::text is null or s.national or s.municipalities @> array[@Municipality::text])
                  and (@Age::int is null or (coalesce(s.min_age, 0) <= @Age and @Age <= coalesce(s.max_age, 999)))
                  and (@cost::numeric is null or s.cost <= @cost)
                  and (not @Verified or s.verified)
                  and (@RadiusKm::float8 is null or s.national or (s.comes and s.municipalities @> array[@Home::text])
                       or exists (select from place p where p.id = s.id and {KilometresSql} <= @RadiusKm)))
            select {Total} as grp, '' as code, count(*)::int from s where {Passes($"{Total}")}
            union all select v.grp, v.code, count(*)::int from s join value v using (id) where {Passes("v.grp")} group by 1, 2
            union all select {Label}, l.code, count(*)::int from s join service_label l on l.service_id = s.id and l.municipality = @Municipality where {Passes($"{Label}")} group by 1, 2
            """;

        string Passes(string own) => string.Join(" and ", groups.Select(g => $"({own} = {g.Id} or has{g.Id})"));
    }

    private const string KilometresSql = """
        2 * 6371.0088 * asin(least(1, sqrt(power(sin((p.latitude - radians(@latitude::float8)) / 2), 2)
            + cos(radians(@latitude::float8)) * cos(p.latitude) * power(sin((p.longitude - radians(@longitude::float8)) / 2), 2))))
        """;
}
