using System.Collections.Frozen;

namespace Nabij.Catalog.Search.Dutch;

/// <summary>Takes "wandelgroep" apart into "wandel" and "groep": the fewest parts, the longest last part, with a linking s, e or en between.</summary>
internal sealed class Compounds(WordList words, Stemmer stemmer, Language language, FrozenSet<string> wholeWords)
{
    private const int ShortestCompound = 6, LongestCompound = 45, MostParts = 4;

    private static readonly string[] Links = ["", "s", "en", "e"];

    /// <summary>The parts as they are written; the last may be inflected. Empty when the word is no compound.</summary>
    public IReadOnlyList<string> Split(string word)
    {
        if (word.Length is < ShortestCompound or > LongestCompound || !word.All(char.IsAsciiLetterLower) || Whole(word)) return [];
        if (stemmer.TryStem(word) is { } stem && stem != word && !Splits(stem)) return [];
        return Parts(word);
    }

    /// <summary>Whether this can stand behind a first part, with a linking letter or without.</summary>
    public bool IsRest(string rest) => Array.Exists(Links, link => rest.StartsWith(link, StringComparison.Ordinal) && rest[link.Length..] is var end
        && end.Length >= (link.Length > 0 ? 4 : 3) && CanEnd(end));

    /// <summary>An inflected word is a compound when its base is one: "diensten" is none of "dien" and "sten".</summary>
    private bool Splits(string stem) => stem.Length >= ShortestCompound && !wholeWords.Contains(stem) && Parts(stem).Count > 0;

    private List<string> Parts(string word)
    {
        if (words.Has(word, Marks.Verb)) return [];
        for (var parts = 2; parts <= MostParts; parts++)
            if (Split(word, parts) is { } found) return found;
        return [];
    }

    private List<string>? Split(string rest, int parts)
    {
        if (parts == 1) return CanEnd(rest) ? [rest] : null;
        for (var i = 3; i <= rest.Length - 3; i++)
        {
            if (!CanBegin(rest.AsSpan(0, i))) continue;
            foreach (var link in Links)
            {
                if (link.Length > 0 && (i < 4 || rest.Length - i - link.Length < 4 || !rest.AsSpan(i).StartsWith(link))) continue;
                if (Split(rest[(i + link.Length)..], parts - 1) is not { } others) continue;
                others.Insert(0, rest[..i]);
                return others;
            }
        }

        return null;
    }

    private bool Whole(string word) => wholeWords.Contains(word) || (stemmer.TryStem(word) is { } stem && wholeWords.Contains(stem));

    private bool CanBegin(ReadOnlySpan<char> part) => Fits(part, Marks.Begins);

    private bool CanEnd(string part) => Fits(part, Marks.Ends) ||
        (part.Length > 4 && stemmer.TryStem(part) is { } stem && stem.Length > 2 && stem != part && Fits(stem, Marks.Ends));

    private bool Fits(ReadOnlySpan<char> part, Marks mark) => part.Length switch
    {
        < 3 => false,
        3 => language.ShortParts.GetAlternateLookup<ReadOnlySpan<char>>().Contains(part),
        _ => words.Has(part, mark) && !language.Particles.GetAlternateLookup<ReadOnlySpan<char>>().Contains(part),
    };
}
