using System.Collections.Frozen;
using System.Text.Json;
using Nabij.Catalog.Search;
using Nabij.Catalog.Search.Dutch;

namespace Nabij.Catalog.Demand;

/// <summary>Something that people look for in a municipality. Codes only: no word that anybody typed is in it. An empty code: that was not said.</summary>
/// <param name="Municipality">CBS code.</param>
internal sealed record UnmetNeed(string Municipality, string SupportType, string Problem, string TargetGroup)
{
    /// <summary>Who ticks more than this looks around, and tells no need.</summary>
    private const int MostOfOneSearch = 6;

    private static readonly FrozenDictionary<(string Group, string Term), string[]> CodesByTerm = ReadWords();

    /// <summary>The needs behind a search: what was chosen and, where nothing was, what its words stand for. None without a municipality or without a code.</summary>
    public static IReadOnlyList<UnmetNeed> Of(SearchQuery query)
    {
        if (query.Municipality is not { } municipality) return [];
        var terms = query.Words.SelectMany(w => DutchAnalyzer.Default.Read(w.Typed).Terms).Select(t => t.Text).Distinct().ToList();
        var (supportTypes, problems, targetGroups) = (Codes(Facets.SupportType), Codes(Facets.Problem), Codes(Facets.TargetGroup));
        var needs = (from s in supportTypes from p in problems from t in targetGroups select new UnmetNeed(municipality, s, p, t)).Take(MostOfOneSearch + 1).ToList();
        return needs.Count > MostOfOneSearch || needs is [{ SupportType: "", Problem: "", TargetGroup: "" }] ? [] : needs;

        IReadOnlyList<string> Codes(FacetGroup group)
        {
            if (query.Chosen.GetValueOrDefault(Facets.PlaceOf(group)) is { Length: > 0 } chosen) return [.. chosen.Distinct()];
            var told = terms.SelectMany(t => CodesByTerm.GetValueOrDefault((group.Name, t)) ?? []).Distinct().ToList();
            return told.Count > 0 ? told : [""];
        }
    }

    /// <summary><c>Data/need-words.json</c>: words in which people tell a need, and phrases of the list of synonyms, by the filter and the code that it is.</summary>
    private static FrozenDictionary<(string, string), string[]> ReadWords()
    {
        using var stream = typeof(UnmetNeed).Assembly.GetManifestResourceStream("Demand/need-words.json")!;
        var groups = JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(stream)!;
        return (from g in groups
                from code in g.Value
                from word in code.Value.Split(", ")
                group code.Key by (g.Key, DutchAnalyzer.Default.Key(word)))
            .ToFrozenDictionary(k => k.Key, k => k.Distinct().ToArray());
    }
}
