using System.Collections.Frozen;
using System.Text.Json;

namespace Nabij.Catalog.Search.Dutch;

/// <summary>Words that count as each other. Whoever types one of them also finds <paramref name="Also"/>, and not the other way round.</summary>
/// <param name="Words">Words, or phrases as people type them ("ik ken niemand").</param>
/// <param name="Also">Words that are wider, or that tell the need behind what was typed.</param>
/// <param name="Kinds">Kinds of it ("tennis" of "sport"): found by who types one of <paramref name="Words"/>, and finding these, but not each other.</param>
internal sealed record SynonymGroup(IReadOnlyList<string> Words, IReadOnlyList<string>? Also = null, IReadOnlyList<string>? Kinds = null);

/// <summary>The synonyms that hold for one question: the list of the platform, and what the editors of a municipality added. Immutable.</summary>
internal sealed class Synonyms
{
    private const float SameWeight = 0.7f, AlsoWeight = 0.5f;

    private readonly FrozenDictionary<string, Term[]> _terms;
    private readonly FrozenDictionary<string, int> _longest;

    private Synonyms(FrozenDictionary<string, Term[]> terms)
    {
        _terms = terms;
        _longest = terms.Keys.Where(key => key.Contains(' ', StringComparison.Ordinal)).GroupBy(key => key[..key.IndexOf(' ', StringComparison.Ordinal)], StringComparer.Ordinal)
            .ToFrozenDictionary(g => g.Key, g => g.Max(key => key.Count(c => c == ' ') + 1), StringComparer.Ordinal);
    }

    /// <summary>The list of the platform, <c>Data/synonyms.json</c>.</summary>
    public static Synonyms Default { get; } = new Synonyms(FrozenDictionary<string, Term[]>.Empty).With(ReadDefault());

    public Synonyms With(IEnumerable<SynonymGroup> own)
    {
        var all = _terms.ToDictionary(t => t.Key, t => t.Value.ToDictionary(term => term.Text, term => term.Weight, StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var group in own)
        {
            var (same, kinds) = (Keys(group.Words), Keys(group.Kinds));
            foreach (var key in same)
            {
                Add(key, same, SameWeight);
                Add(key, Keys(group.Also), AlsoWeight);
                Add(key, kinds, AlsoWeight);
            }

            foreach (var kind in kinds) Add(kind, same, AlsoWeight);
            foreach (var other in Keys(group.Also)) Add(other, [], AlsoWeight);   // a phrase among them must be seen in documents
        }

        return new Synonyms(all.ToFrozenDictionary(
            a => a.Key, a => a.Value.OrderByDescending(t => t.Value).Select(t => new Term(t.Key, t.Value)).ToArray(), StringComparer.Ordinal));

        static List<string> Keys(IReadOnlyList<string>? words) => [.. (words ?? []).Select(DutchAnalyzer.Default.Key).Where(key => key.Length > 0).Distinct()];

        void Add(string key, List<string> others, float weight)
        {
            if (!all.TryGetValue(key, out var terms)) all[key] = terms = new Dictionary<string, float>(StringComparer.Ordinal);
            foreach (var other in others.Where(o => o != key)) terms[other] = Math.Max(weight, terms.GetValueOrDefault(other));
        }
    }

    /// <summary>What counts as this stem, or as this phrase of stems; the nearest first.</summary>
    public IReadOnlyList<Term> Of(string key) => _terms.TryGetValue(key, out var terms) ? terms : [];

    /// <summary>A phrase that is seen as one term in documents.</summary>
    public bool IsPhrase(string key) => _terms.ContainsKey(key);

    /// <summary>The most words of a phrase that begins with this stem; 0 when none does.</summary>
    public int LongestPhrase(string firstStem) => _longest.GetValueOrDefault(firstStem);

    private static SynonymGroup[] ReadDefault()
    {
        using var stream = Data.Open("synonyms.json");
        return JsonSerializer.Deserialize<SynonymGroup[]>(stream, JsonSerializerOptions.Web)!;
    }
}
