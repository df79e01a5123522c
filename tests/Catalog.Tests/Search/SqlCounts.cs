using Dapper;
using Nabij.Catalog.Search;
using Nabij.Reference;
using Npgsql;

namespace Catalog.Tests.Search;

/// <summary>The same counts by SQL alone, slowly: from what the services tell, not from what the index makes of it.</summary>
internal static class SqlCounts
{
    public static object Codes => new { targetGroups = ReferenceLists.TargetGroups.Items.Select(i => i.Code).ToArray() };

    public const string CostSql = """
        (select coalesce(min((c->'price'->>'amount')::numeric), case when s.content->>'funding' = 'free' then 0 end) from jsonb_array_elements(s.content->'costs') c)
        """;

    /// <summary>One row for each service and value that it has; groups as in <see cref="Facets.All"/>.</summary>
    public static readonly string PrepareSql = $"""
        create temp table item on commit preserve rows as
        select s.id, s.national, s.municipalities, (s.content->'conditions'->>'minAge')::int as min_age, (s.content->'conditions'->>'maxAge')::int as max_age,
               s.verified_at, {CostSql} as cost
        from service s where s.state = 'published';

        create temp table value on commit preserve rows as
        select distinct s.id, v.grp, v.code
        from service s
        cross join lateral (
            select 0 as grp, jsonb_array_elements_text(s.content->'supportTypes') as code
            union all select 1, jsonb_array_elements_text(s.content->'problems')
            union all select 2, jsonb_array_elements_text(s.content->'targetGroups')
            union all select 2, unnest(@targetGroups) where jsonb_array_length(s.content->'targetGroups') = 0
            union all select 3, s.content->>'format'
            union all select 4, s.content->>'frequency'
            union all select 5, jsonb_array_elements_text(s.content->'setting')
            union all select 5, 'unknown' where jsonb_array_length(s.content->'setting') = 0
            union all select 6, coalesce(s.content->>'funding', 'unknown')
            union all select 7, coalesce(s.content->>'workforce', 'unknown')
            union all select 8, s.content->'conditions'->>'access'
            union all select 9, jsonb_array_elements_text(s.content->'languages')
            union all select 9, 'nl' where jsonb_array_length(s.content->'languages') = 0
            union all select 10, (array['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'])
                                 [array_position(array['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'], substring(t->>'rule' from 'BYDAY=(..)'))] from jsonb_array_elements(s.content->'schedule'->'times') t
        ) v
        where s.state = 'published';

        create index on value (id); analyze item; analyze value;
        """;

    public static async Task<(int Total, Dictionary<(int Group, string Code), int> Counts)> CountAsync(NpgsqlConnection connection, SearchQuery query)
    {
        var args = new DynamicParameters(new { query.Municipality, query.Age, cost = query.MaxCost / 100m, query.Verified });
        foreach (var (group, codes) in query.Chosen) args.Add($"codes{group}", codes);
        var total = await connection.ExecuteScalarAsync<int>($"select count(*) from item s where {Where(query, null)}", args);
        var counts = new Dictionary<(int, string), int>();
        var groups = string.Join(" union all ", Enumerable.Range(0, Facets.All.Count).Select(group =>
            $"select v.grp, v.code, count(*)::int as n from item s join value v on v.id = s.id and v.grp = {group} where {Where(query, group)} group by 1, 2"));
        foreach (var (group, code, count) in await connection.QueryAsync<(int, string, int)>(groups, args)) counts[(group, code)] = count;
        return (total, counts);
    }

    private static string Where(SearchQuery query, int? without) => string.Join(" and ", query.Chosen.Keys.Where(g => g != without)
        .Select(g => $"exists (select from value c where c.id = s.id and c.grp = {g} and c.code = any(@codes{g}))")
        .Append("(@Municipality::text is null or s.national or s.municipalities @> array[@Municipality::text])")
        .Append("(@Age::int is null or (coalesce(s.min_age, 0) <= @Age and @Age <= coalesce(s.max_age, 999)))")
        .Append("(@cost::numeric is null or s.cost <= @cost)")
        .Append("(not @Verified or s.verified_at is not null)"));
}
