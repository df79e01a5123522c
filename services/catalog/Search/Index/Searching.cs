using System.Globalization;

namespace Nabij.Catalog.Search.Index;

/// <summary>Searches in a snapshot.</summary>
internal static class Searching
{
    private const int NationalLane = 3, MostAlternatives = 40;

    private static readonly CompareInfo Dutch = CultureInfo.GetCultureInfo("nl-NL").CompareInfo;

    public static SearchResult Search(this Snapshot snapshot, SearchQuery query)
    {
        var parts = Match(snapshot, query);
        try
        {
            return new SearchResult(
                parts.Sum(p => p.Total),
                BestOf(parts, query.Skip, query.Take, nationalOnly: false),
                [.. Enumerable.Range(0, Facets.All.Count).Select(group => Count(parts, group))],
                CountLabels(parts),
                parts.Sum(p => p.NationalCount()),
                query.Municipality is null ? [] : BestOf(parts, 0, NationalLane, nationalOnly: true));
        }
        finally
        {
            parts.ForEach(p => p.Dispose());
        }
    }

    /// <summary>Only how many.</summary>
    public static int Count(this Snapshot snapshot, SearchQuery query)
    {
        var parts = Match(snapshot, query);
        var count = parts.Sum(p => p.Total);
        parts.ForEach(p => p.Dispose());
        return count;
    }

    /// <summary>Whether any service in scope has this word, in one of its ways.</summary>
    public static bool Has(this Snapshot snapshot, Dutch.QueryWord word, string? municipality) => snapshot.Parts.Any(part =>
    {
        var inScope = part.ScopeOf(municipality);
        return word.Alternatives.Any(a => part.Segment.Terms.TryGetValue(a.Text, out var postings) && Array.Exists(postings.Ordinals, inScope));
    }) || word.Phrases.Any(phrase => phrase.Words.All(w => snapshot.Has(w, municipality)));

    /// <summary>The word with the best of the alternatives that any service has: lists name many more, and each costs time.</summary>
    public static Dutch.QueryWord Trim(this Snapshot snapshot, Dutch.QueryWord word) =>
        word with { Alternatives = [.. word.Alternatives.Where(a => snapshot.CountOf(a.Text) > 0).Take(MostAlternatives)] };

    /// <summary>How many services have this term, changed ones counted again.</summary>
    public static int CountOf(this Snapshot snapshot, string term) => snapshot.Parts.Sum(p => p.Segment.Terms.TryGetValue(term, out var postings) ? postings.Ordinals.Length : 0);

    private static List<Matches> Match(Snapshot snapshot, SearchQuery query)
    {
        Func<Dutch.QueryWord, float> rarity = word => Rarity(snapshot, word);
        var (words, beside) = (query.Words.Select(rarity).ToArray(), query.Beside.Select(rarity).ToArray());
        return [.. snapshot.Parts.Select(p => Matches.Of(p, query, words, beside))];
    }

    /// <summary>A word that few services have says more (inverse document frequency).</summary>
    private static float Rarity(Snapshot snapshot, Dutch.QueryWord word) => MathF.Log(1 + (snapshot.Count + 1f) / (Most(snapshot, word) + 1));

    /// <summary>How many services have the most frequent of its ways; of a phrase, at most those with its rarest word.</summary>
    private static int Most(Snapshot snapshot, Dutch.QueryWord word) =>
        word.Alternatives.Select(a => snapshot.CountOf(a.Text)).Concat(word.Phrases.Select(p => p.Words.Min(w => Most(snapshot, w)))).DefaultIfEmpty().Max();

    private static Dictionary<string, int> Count(List<Matches> parts, int group)
    {
        var counts = Facets.All[group].Values.ToDictionary(v => v.Code, _ => 0);
        foreach (var part in parts) part.CountInto(group, counts);
        return counts;
    }

    private static Dictionary<string, int> CountLabels(List<Matches> parts)
    {
        var counts = new Dictionary<string, int>();
        foreach (var part in parts) part.CountLabelsInto(counts);
        return counts;
    }

    private static List<Hit> BestOf(List<Matches> parts, int skip, int take, bool nationalOnly) =>
        [.. parts.SelectMany(p => p.Best(skip + take, nationalOnly))
            .OrderBy(c => c.Key).ThenBy(c => c.Name, Comparer<string>.Create((a, b) => Dutch.Compare(a, b))).ThenBy(c => c.Id)
            .Skip(skip).Take(take).Select(c => c.Matches.Describe(c.Ordinal))];
}
