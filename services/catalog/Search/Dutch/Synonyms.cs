using System.Collections.Frozen;
using System.Text.Json;

namespace Nabij.Catalog.Search.Dutch;

/// <summary>The synonyms that hold for one question: the list of the platform, and what the editors of a municipality added. Immutable.</summary>
internal sealed class Synonyms
{
    private const float SameWeight = 0.7f, AlsoWeight = 0.5f;

    private readonly Synonyms? _wider;
    private readonly string[] _words;
    private readonly FrozenDictionary<string, Term[]> _terms;
    private readonly FrozenDictionary<string, int> _longest;

    private Synonyms(Synonyms? wider, IReadOnlyList<SynonymGroup> groups)
    {
        _wider = wider;
        _words = [.. groups.SelectMany(g => g.Words.Concat(g.Also ?? []).Concat(g.Kinds ?? [])).Select(DutchAnalyzer.Normalize)
            .Where(word => !word.Contains(' ', StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)];
        _terms = Collect(groups).ToFrozenDictionary(
            found => found.Key,
            found => Merge(found.Value, wider?.Of(found.Key) ?? []),
            StringComparer.Ordinal);
        _longest = _terms.Keys.Where(key => key.Contains(' ', StringComparison.Ordinal)).GroupBy(First, StringComparer.Ordinal)
            .ToFrozenDictionary(g => g.Key, g => g.Max(key => key.Count(c => c == ' ') + 1), StringComparer.Ordinal);
    }

    /// <summary>The list of the platform, <c>Data/synonyms.json</c>.</summary>
    public static IReadOnlyList<SynonymGroup> DefaultGroups { get; } = ReadDefault();

    public static Synonyms Default { get; } = new(null, DefaultGroups);

    /// <summary>These, and what a municipality added.</summary>
    public Synonyms With(IReadOnlyList<SynonymGroup> own) => new(this, own);

    /// <summary>What counts as this stem, or as this phrase of stems; the nearest first.</summary>
    public IReadOnlyList<Term> Of(string key) => _terms.TryGetValue(key, out var terms) ? terms : _wider?.Of(key) ?? [];

    /// <summary>Each word of the lists that stands alone, normalised: people misspell these too.</summary>
    public IEnumerable<string> Words => _wider is null ? _words : _words.Concat(_wider.Words);

    /// <summary>A phrase that is seen as one term in documents.</summary>
    public bool IsPhrase(string key) => _terms.ContainsKey(key) || _wider?.IsPhrase(key) == true;

    /// <summary>The most words of a phrase that begins with this stem; 0 when none does.</summary>
    public int LongestPhrase(string firstStem) => Math.Max(_longest.GetValueOrDefault(firstStem), _wider?.LongestPhrase(firstStem) ?? 0);

    private static Dictionary<string, Dictionary<string, float>> Collect(IEnumerable<SynonymGroup> groups)
    {
        var all = new Dictionary<string, Dictionary<string, float>>(StringComparer.Ordinal);
        foreach (var group in groups)
        {
            var (same, also, kinds) = (Keys(group.Words), Keys(group.Also), Keys(group.Kinds));
            foreach (var key in same)
            {
                Add(key, same, SameWeight);
                Add(key, also, AlsoWeight);
                Add(key, kinds, AlsoWeight);
            }

            foreach (var kind in kinds) Add(kind, same, AlsoWeight);
            foreach (var phrase in also.Where(a => a.Contains(' ', StringComparison.Ordinal))) Add(phrase, [], AlsoWeight);   // must be seen in documents
        }

        return all;

        static List<string> Keys(IReadOnlyList<string>? words) => [.. (words ?? []).Select(DutchAnalyzer.Default.Key).Where(key => key.Length > 0).Distinct()];

        void Add(string key, List<string> others, float weight)
        {
            if (!all.TryGetValue(key, out var terms)) all[key] = terms = new Dictionary<string, float>(StringComparer.Ordinal);
            foreach (var other in others.Where(o => o != key)) terms[other] = Math.Max(weight, terms.GetValueOrDefault(other));
        }
    }

    private static Term[] Merge(Dictionary<string, float> own, IReadOnlyList<Term> wider) =>
        [.. own.Select(o => new Term(o.Key, o.Value)).Concat(wider).OrderByDescending(t => t.Weight).DistinctBy(t => t.Text)];

    private static string First(string key) => key[..key.IndexOf(' ', StringComparison.Ordinal)];

    private static SynonymGroup[] ReadDefault()
    {
        using var stream = Data.Open("synonyms.json");
        return JsonSerializer.Deserialize<SynonymGroup[]>(stream, JsonSerializerOptions.Web)!;
    }
}
