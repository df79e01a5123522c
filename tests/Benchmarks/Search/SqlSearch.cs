using System.Diagnostics;
using Dapper;
using Npgsql;

namespace Nabij.Benchmarks.Search;

/// <summary>
/// The same answer by SQL alone: total, page and one GROUP BY for each facet that leaves out its own filter. With what PostgreSQL has for it: a stored text
/// vector and scopes (national or municipality) in one array, both with a GIN index, on a table that holds nothing else.
/// </summary>
internal static class SqlSearch
{
    private static readonly (string Parameter, string Column)[] Facets =
    [
        ("supportType", "support_types"), ("problem", "problems"), ("targetGroup", "target_groups"), ("format", "format"), ("frequency", "frequency"), ("setting", "setting"),
        ("funding", "funding"), ("workforce", "workforce"), ("access", "access"), ("language", "languages"), ("openOn", "open_on"),
    ];

    public static async Task PrepareAsync(NpgsqlDataSource db)
    {
        await using var connection = await db.OpenConnectionAsync();
        await connection.ExecuteAsync(PrepareSql, commandTimeout: 0);
        await connection.ExecuteAsync("vacuum analyze flat", commandTimeout: 0);
    }

    /// <summary>The time that all statements of one answer take, one after the other, on one connection.</summary>
    public static async Task<TimeSpan> AnswerAsync(NpgsqlConnection connection, Question question)
    {
        var args = new DynamicParameters(new { scopes = new[] { "NL", question.Municipality }, question.Municipality, question.Words, question.Age, question.MaxCost, offset = (question.Page - 1) * 20 });
        var chosen = question.Filters.GroupBy(f => f.Key).ToDictionary(g => g.Key, g => g.Select(f => f.Value).ToArray());
        foreach (var (parameter, codes) in chosen) args.Add(parameter, codes);
        var started = Stopwatch.GetTimestamp();
        await connection.ExecuteScalarAsync<long>($"select count(*) from flat where {Where(question, chosen, null)}", args, commandTimeout: 0);
        foreach (var (parameter, column) in Facets)
            await connection.QueryAsync($"select code, count(*) from flat, unnest({column}) as code where {Where(question, chosen, parameter)} group by code", args, commandTimeout: 0);
        await connection.QueryAsync($"select id from flat where {Where(question, chosen, null)} order by {Order(question)} limit 20 offset @offset", args, commandTimeout: 0);
        return Stopwatch.GetElapsedTime(started);
    }

    private static string Where(Question question, Dictionary<string, string[]> chosen, string? without)
    {
        var conditions = Facets.Where(f => f.Parameter != without && chosen.ContainsKey(f.Parameter)).Select(f => $"{f.Column} && @{f.Parameter}").ToList();
        if (question.Municipality is not null) conditions.Add("scopes && @scopes");
        if (question.Words is not null) conditions.Add("search @@ websearch_to_tsquery('dutch', @Words)");
        if (question.Age is not null) conditions.Add("min_age <= @Age and max_age >= @Age");
        if (question.MaxCost is not null) conditions.Add("cost <= @MaxCost");
        return conditions.Count == 0 ? "true" : string.Join(" and ", conditions);
    }

    private static string Order(Question question) => question.Sort switch
    {
        "cost" => "cost, name, id",
        "newest" => "published_at desc, id",
        "verified" => "verified_at desc nulls last, id",
        null when question.Words is not null => "ts_rank(search, websearch_to_tsquery('dutch', @Words)) desc, id",
        _ => "name, id",
    };

    private const string PrepareSql = """
        create function codes(list jsonb) returns text[] language sql immutable as $$ select coalesce(array_agg(c), '{}') from jsonb_array_elements_text(list) c $$;
        create unlogged table flat as
        select s.id, s.name collate "nl-x-icu" as name, case when s.national then array['NL'] else s.municipalities end as scopes,
               s.support_types, codes(s.content->'problems') as problems, codes(s.content->'targetGroups') as target_groups, case when s.content->>'format' = 'both' then array['group', 'individual', 'both'] else array[s.content->>'format'] end as format,
               array[s.content->>'frequency'] as frequency, codes(s.content->'setting') as setting, array[coalesce(s.content->>'funding', 'unknown')] as funding,
               case when s.content->>'workforce' = 'mixed' then array['voluntary', 'professional', 'mixed'] else array[coalesce(s.content->>'workforce', 'unknown')] end as workforce, array[s.content->'conditions'->>'access'] as access, codes(s.content->'languages') as languages,
               coalesce((select array_agg((array['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'])
                    [array_position(array['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'], right(t->>'rule', 2))]) from jsonb_array_elements(s.content->'schedule'->'times') t), '{}') as open_on,
               coalesce((s.content->'conditions'->>'minAge')::int, 0) as min_age, coalesce((s.content->'conditions'->>'maxAge')::int, 999) as max_age,
               (select sum(k.least) from (select min((c->'price'->>'amount')::numeric) / case c->>'per' when 'year' then 12 else 1 end as least from jsonb_array_elements(s.content->'costs') c group by c->>'per') k) as cost, s.published_at, s.verified_at,
               to_tsvector('dutch', s.name || ' ' || (s.content->'essence'->>'what') || ' ' || (s.content->'essence'->>'forWhom')) as search
        from service s;
        create index on flat using gin (scopes);
        create index on flat using gin (search);
        """;
}
