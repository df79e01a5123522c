using Nabij.Catalog.Search.Dutch;

namespace Nabij.Catalog.Search.Index;

/// <summary>Words that are nearly the same. How many errors are forgiven depends on the length: none up to 3 letters, one up to 7, two beyond.</summary>
internal static class Spelling
{
    private const int Compared = 64, Most = 50;

    public static int Budget(int length) => length switch { <= 3 => 0, <= 7 => 1, _ => 2 };

    /// <summary>Which letters a word has: one bit for each of a to z, one for all others.</summary>
    public static uint LettersOf(string word)
    {
        var letters = 0u;
        foreach (var letter in word) letters |= 1u << (letter is >= 'a' and <= 'z' ? letter - 'a' : 26);
        return letters;
    }

    /// <summary>
    /// Words of the catalogue, or of the synonyms, that are near enough: the nearest first, among equals those that more services have, then those with the same first letter.
    /// </summary>
    /// <param name="typed">As <see cref="DutchAnalyzer.Normalize"/> gives it.</param>
    public static IEnumerable<string> Near(this Snapshot snapshot, string typed, DutchAnalyzer analyzer, Synonyms synonyms)
    {
        var budget = Budget(typed.Length);
        if (budget == 0 || typed.Length > Compared) return [];
        var letters = LettersOf(typed);
        var near = new Dictionary<string, int>();
        foreach (var part in snapshot.Parts)
        {
            var (words, _, masks) = part.Segment.Vocabulary;
            for (var i = 0; i < words.Length; i++)
            {
                if (Math.Abs(words[i].Length - typed.Length) > budget) continue;
                // Each error changes two letters at most.
                if (System.Numerics.BitOperations.PopCount(masks[i] ^ letters) > 2 * budget) continue;
                if (Distance(typed, words[i], budget) is var distance && distance <= budget) near[words[i]] = distance;
            }
        }

        foreach (var word in synonyms.Words)
            if (Math.Abs(word.Length - typed.Length) <= budget && Distance(typed, word, budget) is var distance && distance <= budget) near.TryAdd(word, distance);

        return near.OrderBy(w => w.Value).ThenByDescending(w => snapshot.CountOf(analyzer.Key(w.Key))).ThenBy(w => w.Key[0] == typed[0] ? 0 : 1)
            .ThenBy(w => w.Key, StringComparer.Ordinal).Select(w => w.Key).Take(Most);
    }

    /// <summary>
    /// Letters to add, leave out, replace, or swap with the next one (optimal string alignment); something above <paramref name="budget"/> when it is more.
    /// </summary>
    public static int Distance(string a, string b, int budget)
    {
        Span<int> beforeLast = stackalloc int[Compared + 3], last = stackalloc int[Compared + 3], row = stackalloc int[Compared + 3];
        if (b.Length > Compared + 2) return budget + 1;
        for (var j = 0; j <= b.Length; j++) last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var lowest = row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
                lowest = Math.Min(lowest, row[j]);
            }

            if (lowest > budget) return budget + 1;
            var free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }

        return last[b.Length];
    }
}
