using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Hsds;

/// <summary>
/// The characteristics of the catalogue. All terms are at the top. (The standard's text on <c>top_only</c> says "have not child terms", its name says top:
/// a term without a parent is listed, and here both readings give the same.)
/// </summary>
internal static class HsdsTaxonomies
{
    private const int MostPerPage = 100, UsualPerPage = 20;

    public static void Map(IEndpointRouteBuilder hsds)
    {
        hsds.MapRead("/taxonomies", List).WithPublicCaching();
        hsds.MapRead("/taxonomies/{id:guid}", Get).WithPublicCaching();
        hsds.MapRead("/taxonomy_terms", ListTerms).WithPublicCaching();
        hsds.MapRead("/taxonomy_terms/{id:guid}", GetTerm).WithPublicCaching();
    }

    private static Results<JsonHttpResult<HsdsPage>, PushStreamHttpResult, ProblemHttpResult> List(HttpContext http)
    {
        var query = new HsdsQuery(http.Request.Query);
        var words = query.Words("search");
        return Answer(query, http, [.. Taxonomies.All.Select(t => t.Shown).Where(t => Has($"{t.Name} {t.Description}", words))]);
    }

    private static Results<JsonHttpResult<HsdsTaxonomy>, ProblemHttpResult> Get(Guid id) =>
        Taxonomies.ById.TryGetValue(id, out var taxonomy) ? TypedResults.Json(taxonomy.Shown, HsdsJson.Options) : Problem.NotFound();

    private static Results<JsonHttpResult<HsdsPage>, PushStreamHttpResult, ProblemHttpResult> ListTerms(HttpContext http)
    {
        var query = new HsdsQuery(http.Request.Query);
        var (words, taxonomies, parent) = (query.Words("search"), query.Ids("taxonomy_id"), query.OneId("parent_id"));
        _ = query.Flag("top_only");
        return Answer(query, http, [.. Taxonomies.All.SelectMany(t => t.Terms)
            .Where(t => parent is null && taxonomies.All(id => id == t.TaxonomyId) && Has($"{t.Name} {t.Code} {t.Description}", words))]);
    }

    private static Results<JsonHttpResult<HsdsTaxonomyTerm>, ProblemHttpResult> GetTerm(Guid id) =>
        Taxonomies.ByTermId.TryGetValue(id, out var found) ? TypedResults.Json(found.Term, HsdsJson.Options) : Problem.NotFound();

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
