using Nabij.Catalog.Search.Dutch;

namespace Nabij.Catalog.Search.Index;

/// <summary>Compounds with words that no list has: who types "pickleballgroep" also finds "pickleball", and the other way round. The catalogue tells the words.</summary>
internal static class CorpusParts
{
    private const int Shortest = 4, Compared = 200, Most = 10;

    private const float Weight = 0.4f;

    /// <summary>The word, which then also counts as the word of the catalogue that it begins with, and as the compounds of the catalogue that begin with it.</summary>
    public static QueryWord WithParts(this Snapshot snapshot, QueryWord word, DutchAnalyzer analyzer)
    {
        var typed = word.Normal;
        if (typed.Length < Shortest || !analyzer.IsUnknown(typed)) return word;
        var alike = snapshot.Parts.SelectMany(part => Alike(part.Segment.Vocabulary.Words, typed, analyzer)).Select(analyzer.Key).Distinct().Take(Most);
        return word with { Alternatives = [.. word.Alternatives, .. alike.Where(a => word.Alternatives.All(w => w.Text != a)).Select(a => new Term(a, Weight))] };
    }

    private static IEnumerable<string> Alike(string[] words, string typed, DutchAnalyzer analyzer)
    {
        for (var length = typed.Length - 1; length >= Shortest; length--)
        {
            if (!analyzer.EndsCompound(typed[length..]) || Array.BinarySearch(words, typed[..length], StringComparer.Ordinal) < 0) continue;
            yield return typed[..length];
            break;
        }

        var first = Array.BinarySearch(words, typed, StringComparer.Ordinal);
        foreach (var word in words.Skip(first < 0 ? ~first : first + 1).Take(Compared).TakeWhile(w => w.StartsWith(typed, StringComparison.Ordinal)))
            if (analyzer.EndsCompound(word[typed.Length..])) yield return word;
    }
}
