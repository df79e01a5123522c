using System.Text.Json;
using Nabij.Catalog.Search.Dutch;
using Nabij.Reference;

namespace Catalog.Tests.Search.Relevance;

/// <summary>The services of one place, and what people type there. Which of them a question finds is what the search would say, without what it does for speed.</summary>
internal sealed class Catalogue
{
    private static readonly DutchAnalyzer Analyzer = DutchAnalyzer.Default;

    private readonly Dictionary<string, HashSet<string>> _services;

    private Catalogue(string place)
    {
        _services = JsonSerializer.Deserialize<Document[]>(Open(place, "services.json"), JsonSerializerOptions.Web)!.ToDictionary(d => d.Code, d => d.Terms());
        using var lines = new StreamReader(Open(place, "pairs.csv"));
        Pairs = [.. lines.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Split(';')).Select(p => new Pair(p[0], p[1], p[2] == "ja"))];
    }

    public IReadOnlyList<Pair> Pairs { get; }

    public int Count => _services.Count;

    public static Catalogue Of(string place) => new(place);

    /// <summary>The codes of the services that a question finds.</summary>
    public HashSet<string> Find(string question)
    {
        var words = Analyzer.Query(question, Synonyms.Default).Where(w => Analyzer.IsOtherMatter(w) || _services.Values.Any(terms => Has(terms, w))).ToList();
        return words.Count == 0 ? [] : [.. _services.Where(s => words.TrueForAll(w => Has(s.Value, w))).Select(s => s.Key)];
    }

    private static bool Has(HashSet<string> terms, QueryWord word) => word.Alternatives.Any(term => terms.Contains(term.Text));

    private static Stream Open(string place, string file) => typeof(Catalogue).Assembly.GetManifestResourceStream($"{place}/{file}")!;

    private sealed record Document(string Code, string Name, string What, string ForWhom, string[] SupportTypes, string[] Problems, string[] TargetGroups)
    {
        public HashSet<string> Terms() =>
        [
            .. new[] { Name, What, ForWhom }.Concat(Labels("support-types", SupportTypes)).Concat(Labels("problems", Problems)).Concat(Labels("target-groups", TargetGroups))
                .SelectMany(text => Analyzer.Read(text).Terms).Select(t => t.Text),
        ];

        private static IEnumerable<string> Labels(string list, string[] codes) => codes.Select(code => ReferenceLists.Get(list).Items.Single(i => i.Code == code).Label);
    }
}

/// <param name="Wanted">It should be found; else it may not be.</param>
internal sealed record Pair(string Question, string Service, bool Wanted);
