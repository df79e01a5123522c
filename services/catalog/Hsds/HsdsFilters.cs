using Dapper;
using Nabij.Reference;

namespace Nabij.Catalog.Hsds;

/// <summary>The filters on services and their places. Each that is given narrows.</summary>
internal static class HsdsFilters
{
    /// <summary>What was published once, of <c>s</c> and its organisation <c>o</c>; the end is an open where clause.</summary>
    public const string PublicSql = """
        from service s
        join organisation o on o.id = s.organisation_id
        where s.published_at is not null
        """;

    /// <summary>The filters as SQL, to append to a where clause of <c>s</c>.</summary>
    public static string OfServices(HsdsQuery query, DynamicParameters args)
    {
        List<string> filters = [];
        if (query.Words("search") is { } words) Add(WordsSql, "words", words);
        if (query.OneId("organization_id") is { } organisation) Add("s.organisation_id = @organisation", "organisation", organisation);
        if (query.Time("modified_after") is { } after) Add("s.last_modified >= @after", "after", after);
        if (query.Age("minimum_age") is { } min) Add(OldEnoughSql, "minimumAge", min);
        if (query.Age("maximum_age") is { } max) Add(YoungEnoughSql, "maximumAge", max);
        var paths = Paths(query).ToList();
        foreach (var (number, id) in query.Ids("taxonomy_term_id").Where(id => !PlatformTaxonomies.ByTermId.ContainsKey(id)).Index())
            Add(HsdsLabels.HasSql("t.id", $"term{number}"), $"term{number}", id);
        foreach (var (number, id) in query.Ids("taxonomy_id").Where(id => !PlatformTaxonomies.ById.ContainsKey(id)).Index())
            Add(HsdsLabels.HasSql("x.id", $"taxonomy{number}"), $"taxonomy{number}", id);
        if (paths.Contains(null)) filters.Add("false");
        else if (paths.Count > 0) Add("s.content @? all (@paths::jsonpath[])", "paths", paths);
        return string.Concat(filters.Select(f => $" and {f}"));

        void Add(string sql, string name, object value)
        {
            filters.Add(sql);
            args.Add(name, value);
        }
    }

    /// <summary>Served at the postcode, and with a distance also near to the middle of it.</summary>
    public static string OfPlaces(HsdsQuery query, DynamicParameters args)
    {
        var (area, metres) = query.Near();
        if (area is null) return "";
        args.Add("municipality", area.Municipality);
        if (metres is null) return $" and {ServedSql}";
        args.Add("latitude", area.Centroid.Latitude);
        args.Add("longitude", area.Centroid.Longitude);
        args.Add("kilometres", metres / 1000.0);
        // A place without a point of its own is in the middle of its postcode area.
        args.Add("nearby", Postcodes.All.Where(p => p.Centroid.KilometresTo(area.Centroid) <= metres / 1000.0).Select(p => p.Code).ToArray());
        return $" and {ServedSql} and {NearSql}";
    }

    /// <summary>The JSON paths that a service must satisfy, for what the platform tells services apart by; null for one that no service does.</summary>
    private static IEnumerable<string?> Paths(HsdsQuery query) => query.Ids("taxonomy_term_id")
        .Where(PlatformTaxonomies.ByTermId.ContainsKey).Select(id => PlatformTaxonomies.ByTermId[id]).Select(found => found.Taxonomy.Finding(found.Term))
        .Concat(query.Ids("taxonomy_id").Where(PlatformTaxonomies.ById.ContainsKey).Select(id => PlatformTaxonomies.ById[id]).Select(taxonomy => taxonomy.Finding(taxonomy.Terms)));

    /// <summary>All words, wherever they stand; accents and capitals do not matter. The words are folded once.</summary>
    private const string WordsSql = """
        not exists (select from unnest((select array_agg(unaccent(lower(w))) from unnest(@words) w)) word where position(word in s.search_text) = 0)
        """;

    private const string OldEnoughSql = "coalesce((s.content->'conditions'->>'maxAge')::int, 150) >= @minimumAge";

    private const string YoungEnoughSql = "coalesce((s.content->'conditions'->>'minAge')::int, 0) <= @maximumAge";

    private const string ServedSql = "(s.national or s.municipalities @> array[@municipality])";

    /// <summary>Haversine, on a sphere of 6371.0088 km.</summary>
    private const string NearSql = """
        case when p.latitude is null then left(p.postcode, 4) = any(@nearby)
             else 2 * 6371.0088 * asin(least(1, sqrt(sind((p.latitude - @latitude) / 2) ^ 2
                 + cosd(p.latitude) * cosd(@latitude) * sind((p.longitude - @longitude) / 2) ^ 2))) <= @kilometres end
        """;
}
