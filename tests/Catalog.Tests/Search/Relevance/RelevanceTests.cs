using System.Globalization;
using System.Text.Json;
using Nabij.Catalog.Search.Dutch;
using Nabij.Reference;

namespace Catalog.Tests.Search.Relevance;

/// <summary>
/// What residents type (<c>pairs.csv</c>) and which of the services in <c>services.json</c> that must find, or may not. A service is found when each word
/// of the question has a way to be found among the terms of its texts; one that no service has is left out beside others. Some pairs were held back: nobody looked at
/// them while the lists were made.
/// </summary>
public sealed class RelevanceTests(ITestOutputHelper output)
{
    private static readonly DutchAnalyzer Analyzer = DutchAnalyzer.Default;

    private static readonly Dictionary<string, HashSet<string>> Documents = Read<Document[]>("services.json").ToDictionary(d => d.Code, d => d.Terms());

    private static readonly Pair[] Pairs = [.. Lines("pairs.csv").Skip(1).Select(l => l.Split(';')).Select(p => new Pair(p[0], p[1], p[2] == "ja", p[3] == "achtergehouden", p[3] == "bekend"))];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_residents_type_finds_nine_of_ten_services_that_it_should(bool heldBack)
    {
        var wanted = Pairs.Where(p => p.Found && p.HeldBack == heldBack).ToList();
        var missed = wanted.Where(p => !Finds(p)).ToList();
        var recall = 1 - (missed.Count / (double)wanted.Count);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(heldBack ? "held back" : "first")}: {wanted.Count - missed.Count} of {wanted.Count} found, recall {recall:F3}"));
        foreach (var pair in missed) output.WriteLine($"not found: {pair.Question} → {pair.Service}");
        Assert.True(wanted.Count >= 30);
        Assert.True(recall >= 0.9);
    }

    [Fact]
    public void It_never_finds_what_only_looks_alike()
    {
        var known = Pairs.Where(p => p.IsKnown).ToList();
        foreach (var pair in known) output.WriteLine($"known to be found all the same: {pair.Question} → {pair.Service}");
        var unwanted = Pairs.Where(p => !p.Found).Except(known).ToList();
        Assert.True(unwanted.Count >= 30);
        output.WriteLine($"{unwanted.Count} that may not be found");
        Assert.Equal([], unwanted.Where(Finds).Select(p => $"{p.Question} → {p.Service}"));
    }

    /// <summary>Recall is cheap for a search that finds all.</summary>
    [Fact]
    public void A_question_finds_a_small_part_of_the_catalogue()
    {
        var questions = Pairs.Select(p => p.Question).Distinct().ToList();
        var found = questions.Average(q => Documents.Keys.Count(service => Finds(new Pair(q, service, true, false, false)))) / Documents.Count;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{questions.Count} questions find {found:P1} of {Documents.Count} services on average"));
        Assert.InRange(found, 0.01, 0.12);
    }

    private static bool Finds(Pair pair) => Analyzer.Query(pair.Question, Synonyms.Default).Where(w => Documents.Values.Any(terms => Has(terms, w))).ToList() is { Count: > 0 } words
        && words.All(w => Has(Documents[pair.Service], w));

    private static bool Has(HashSet<string> terms, QueryWord word) => word.Alternatives.Any(term => terms.Contains(term.Text));

    private static T Read<T>(string name)
    {
        using var stream = typeof(RelevanceTests).Assembly.GetManifestResourceStream(name)!;
        return JsonSerializer.Deserialize<T>(stream, JsonSerializerOptions.Web)!;
    }

    private static IEnumerable<string> Lines(string name)
    {
        using var reader = new StreamReader(typeof(RelevanceTests).Assembly.GetManifestResourceStream(name)!);
        while (reader.ReadLine() is { } line) yield return line;
    }

    /// <param name="IsKnown">It is found and should not be: a part of a compound that says something else there.</param>
    private sealed record Pair(string Question, string Service, bool Found, bool HeldBack, bool IsKnown);

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
