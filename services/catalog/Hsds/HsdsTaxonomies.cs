using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Npgsql;

namespace Nabij.Catalog.Hsds;

/// <summary>
/// The characteristics of the catalogue, those of the platform first and then what each municipality added. All terms are at the top. (The standard's text on <c>top_only</c> says "have not child terms", its name says top:
/// a term without a parent is listed, and here both readings give the same.)
/// </summary>
internal static class HsdsTaxonomies
{
    private const int MostPerPage = 100, UsualPerPage = 20;

    public static void Map(IEndpointRouteBuilder hsds)
    {
        hsds.MapRead("/taxonomies", ListAsync).WithPublicCaching();
        hsds.MapRead("/taxonomies/{id:guid}", GetAsync).WithPublicCaching();
        hsds.MapRead("/taxonomy_terms", ListTermsAsync).WithPublicCaching();
        hsds.MapRead("/taxonomy_terms/{id:guid}", GetTermAsync).WithPublicCaching();
    }

    private static async Task<Results<JsonHttpResult<HsdsPage>, PushStreamHttpResult, ProblemHttpResult>> ListAsync(NpgsqlDataSource db, HttpContext http)
    {
        var query = new HsdsQuery(http.Request.Query);
        var words = query.Words("search");
        return Answer(query, http, [.. (await AllAsync(db, http)).Select(t => t.Taxonomy).Where(t => Has($"{t.Name} {t.Description}", words))]);
    }

    private static async Task<Results<JsonHttpResult<HsdsTaxonomy>, ProblemHttpResult>> GetAsync(Guid id, NpgsqlDataSource db, HttpContext http) =>
        (await AllAsync(db, http)).Select(t => t.Taxonomy).FirstOrDefault(t => t.Id == id) is { } found ? TypedResults.Json(found, HsdsJson.Options) : Problem.NotFound();

    private static async Task<Results<JsonHttpResult<HsdsPage>, PushStreamHttpResult, ProblemHttpResult>> ListTermsAsync(NpgsqlDataSource db, HttpContext http)
    {
        var query = new HsdsQuery(http.Request.Query);
        var (words, taxonomies, parent) = (query.Words("search"), query.Ids("taxonomy_id"), query.OneId("parent_id"));
        _ = query.Flag("top_only");
        return Answer(query, http, [.. (await AllAsync(db, http)).SelectMany(t => t.Terms)
            .Where(t => parent is null && taxonomies.All(id => id == t.TaxonomyId) && Has($"{t.Name} {t.Code} {t.Description}", words))]);
    }

    private static async Task<Results<JsonHttpResult<HsdsTaxonomyTerm>, ProblemHttpResult>> GetTermAsync(Guid id, NpgsqlDataSource db, HttpContext http) =>
        (await AllAsync(db, http)).SelectMany(t => t.Terms).FirstOrDefault(t => t.Id == id) is { } found ? TypedResults.Json(found, HsdsJson.Options) : Problem.NotFound();

    private static async Task<IReadOnlyList<(HsdsTaxonomy Taxonomy, IReadOnlyList<HsdsTaxonomyTerm> Terms)>> AllAsync(NpgsqlDataSource db, HttpContext http) =>
        [.. PlatformTaxonomies.All.Select(t => (t.Shown, t.Terms)), .. await HsdsLabels.LoadAsync(db, http.RequestAborted)];

    private static Results<JsonHttpResult<HsdsPage>, PushStreamHttpResult, ProblemHttpResult> Answer(HsdsQuery query, HttpContext http, IReadOnlyList<object> all)
    {
        var (page, perPage, lines) = (query.Page(), query.PerPage(MostPerPage, UsualPerPage), query.IsLines());
        if (query.Refusal is { } refusal) return refusal;
        if (lines)
        {
            return TypedResults.Stream(async body =>
            {
                foreach (var item in all)
                {
                    await JsonSerializer.SerializeAsync(body, item, HsdsJson.Options, http.RequestAborted);
                    await body.WriteAsync("\n"u8.ToArray(), http.RequestAborted);
                }
            }, "application/x-ndjson");
        }

        Paging.Link(http, page, perPage, all.Count);
        return TypedResults.Json(HsdsPage.Of([.. all.Skip((page - 1) * perPage).Take(perPage)], page, perPage, all.Count), HsdsJson.Options);
    }

    private static bool Has(string text, string[]? words) => words is null || words.All(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
