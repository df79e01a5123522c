using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Nabij.Catalog.Demand;
using Nabij.Catalog.Search.Dutch;
using Nabij.Catalog.Search.Index;
using Nabij.Catalog.Taxonomies;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Search;

/// <summary>Understands a question, and answers it from the index.</summary>
internal sealed class SearchServices(SearchIndex index, UnmetSearches unmet)
{
    private const int MostRelaxations = 5;

    public static void Map(IEndpointRouteBuilder services)
    {
        services.MapGet("", GetAsync)
            .WithName(nameof(SearchServices)).WithSummary("Search the published services")
            .AllowAnonymous().WithPublicCaching();
        services.MapPost("/search", PostAsync)
            .WithName("SearchServicesPrivately").WithSummary("The same search with the question in the body, so that it stands in no address")
            .AllowAnonymous();
    }

    private static async Task<Results<Ok<SearchAnswer>, ProblemHttpResult>> GetAsync(
        [AsParameters] SearchRequest request, [FromServices] SearchServices search, HttpContext http, CancellationToken ct)
    {
        if (request.Faults() is { Count: > 0 } faults) return Problem.Invalid(faults);
        var answer = await search.AnswerAsync(request, ct);
        Paging.Link(http, answer.Page, answer.PageSize, answer.Total);
        return TypedResults.Ok(answer);
    }

    private static async Task<Results<Ok<SearchAnswer>, ProblemHttpResult>> PostAsync(
        SearchRequest request, [FromServices] SearchServices search, CancellationToken ct) =>
        request.Faults() is { Count: > 0 } faults ? Problem.Invalid(faults) : TypedResults.Ok(await search.AnswerAsync(request, ct));

    public async Task<SearchAnswer> AnswerAsync(SearchRequest request, CancellationToken ct)
    {
        var (snapshot, analyzer) = await index.CurrentAsync(ct);
        var (query, didYouMean, leftOut) = Understand(snapshot, analyzer, request);
        var result = snapshot.Search(query);
        var terms = index.Taxonomies.Of(query.Municipality);
        if (result.Total == 0) unmet.Note(query);
        return new SearchAnswer(
            Show(result.Hits), request.PageOrFirst, request.PageSizeOrUsual, result.Total, ShowFacets(query, result, terms), didYouMean, leftOut,
            result.Total > 0 ? [] : Relax(snapshot, query), query.Municipality is null ? null : new NationalLane(result.NationalTotal, Show(result.National)));

        IReadOnlyList<FoundService> Show(IReadOnlyList<Hit> hits) =>
            [.. hits.Select(hit => FoundServices.Read(hit, [.. terms.Where(t => hit.Labels.Contains(t.Code)).Select(t => new FoundLabel(t.Code, t.Text.ToString()))]))];
    }

    /// <summary>
    /// Words that nobody nearby has are taken for the nearest word that somebody has. Beside other words, one that nobody in the whole country has is left out: it tells no
    /// service from another.
    /// </summary>
    private (SearchQuery Query, string? DidYouMean, IReadOnlyList<string> LeftOut) Understand(Snapshot snapshot, DutchAnalyzer analyzer, SearchRequest request)
    {
        var query = request.ToQuery();
        if (string.IsNullOrWhiteSpace(request.Q)) return (query, null, []);
        var synonyms = index.Synonyms.Of(query.Municipality);
        var typed = analyzer.Query(request.Q, synonyms).Select(word => snapshot.Trim(snapshot.WithParts(word, analyzer))).ToList();
        var words = typed.Select(word => analyzer.IsOtherMatter(word) || snapshot.Has(word, query.Municipality) ? word : Correct(word) ?? word).ToList();
        var unknown = words.Where(w => !analyzer.IsOtherMatter(w) && !snapshot.Has(w, null)).ToList();
        if (unknown.Count == words.Count) unknown = [];
        var known = words.Except(unknown).ToList();
        return (query with { Words = known, Beside = [.. analyzer.Beside(request.Q, synonyms).Select(snapshot.Trim)] }, words.SequenceEqual(typed) ? null : string.Join(' ', known.Select(w => w.Typed)),
            [.. unknown.Select(w => w.Typed)]);

        QueryWord? Correct(QueryWord word) => snapshot.Near(word.Normal, analyzer, synonyms).SelectMany(w => analyzer.Query(w, synonyms)).Select(snapshot.Trim).FirstOrDefault(w => snapshot.Has(w, query.Municipality));
    }

    private static Dictionary<string, IReadOnlyList<CountedValue>> ShowFacets(SearchQuery query, SearchResult result, IReadOnlyList<TaxonomyTerm> terms)
    {
        var facets = Facets.All.Select((group, i) => (group, i)).ToDictionary(
            f => f.group.Name,
            f => (IReadOnlyList<CountedValue>)[.. result.Counts[f.i].Select(c =>
                new CountedValue(c.Key, f.group.LabelOf(c.Key).ToString(), c.Value, query.Chosen.GetValueOrDefault(f.i)?.Contains(c.Key) == true))]);
        facets["label"] = [.. terms.Select(t => new CountedValue(t.Code, t.Text.ToString(), result.Labels.GetValueOrDefault(t.Code), query.Labels.Contains(t.Code)))];
        return facets;
    }

    /// <summary>
    /// What can be left out so that something is found, the most first: one filter or word. Where none is enough: two; else all filters; else the words too.
    /// </summary>
    private static List<Relaxation> Relax(Snapshot snapshot, SearchQuery query)
    {
        var one = Loosenings(query).ToList();
        var whole = one.Where(l => l.Word is null).ToList();
        var filters = whole.Where(l => l.Drop is not ("q" or "municipality")).ToList();
        IEnumerable<IReadOnlyList<Loosening>>[] steps =
        [
            one.Select(l => (Loosening[])[l]),
            from first in whole.Index() from second in whole.Skip(first.Index + 1) select (Loosening[])[first.Item, second],
            [filters],
            [[.. filters, .. whole.Where(l => l.Drop == "q")]],
        ];
        return steps.Select(step => Helping(step)).FirstOrDefault(found => found.Count > 0, []);

        List<Relaxation> Helping(IEnumerable<IReadOnlyList<Loosening>> step) =>
            [.. step.Where(left => left.Count > 0).Select(left => new Relaxation(left[0].Drop, left[0].Word, [.. left.Skip(1).Select(l => l.Drop)],
                snapshot.Count(left.Aggregate(query, (looser, l) => l.Without(looser))))).Where(r => r.Total > 0).OrderByDescending(r => r.Total).Take(MostRelaxations)];
    }

    private static IEnumerable<Loosening> Loosenings(SearchQuery query)
    {
        foreach (var group in query.Chosen.Keys) yield return new(Facets.All[group].Name, null, q => q with { Chosen = q.Chosen.Where(c => c.Key != group).ToDictionary() });
        if (query.Labels.Length > 0) yield return new("label", null, q => q with { Labels = [] });
        if (query.Words.Count > 0) yield return new("q", null, q => q with { Words = [] });
        if (query.Words.Count > 1)
            foreach (var word in query.Words) yield return new("q", word.Typed, q => q with { Words = [.. q.Words.Where(w => w != word)] });
        if (query.Age is not null) yield return new("age", null, q => q with { Age = null });
        if (query.MaxCost is not null) yield return new("maxCost", null, q => q with { MaxCost = null });
        if (query.RadiusKm is not null) yield return new("radiusKm", null, q => q with { RadiusKm = null });
        if (query.Verified) yield return new("verified", null, q => q with { Verified = false });
        if (query.Municipality is not null) yield return new("municipality", null, q => q with { Municipality = null, Labels = [] });
    }

    /// <summary>A filter, or words, to leave out.</summary>
    private sealed record Loosening(string Drop, string? Word, Func<SearchQuery, SearchQuery> Without);
}
