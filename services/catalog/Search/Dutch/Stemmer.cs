namespace Nabij.Catalog.Search.Dutch;

/// <summary>
/// Takes a word back to the form that its inflections share: "huizen" to "huis", "gewandeld" and "wandelaar" to "wandel". A suffix goes only when
/// what is left is a word of the list; that is why "fiets" keeps its s and "gesprek" its ge. Words that the list does not know lose plain endings.
/// </summary>
internal sealed class Stemmer(WordList words, Language language)
{
    private const int Deepest = 4;

    /// <summary>The stem of one word, normalised; null when no rule holds and the list does not know the word.</summary>
    public string? TryStem(string word) => Stem(word, 0);

    /// <summary>For a word that is no known word nor a compound of them.</summary>
    public static string StemUnknown(string word) => word switch
    {
        { Length: < 5 } => word,
        _ when word.Any(char.IsAsciiDigit) => word,
        _ when word.EndsWith("heden", StringComparison.Ordinal) => word[..^5] + "heid",
        _ when word.EndsWith("tjes", StringComparison.Ordinal) && word.Length > 6 => word[..^4],
        _ when word.EndsWith("tje", StringComparison.Ordinal) && word.Length > 5 => word[..^3],
        _ when word.EndsWith("en", StringComparison.Ordinal) => Bases(word[..^2], lengthen: false).First(),
        _ when word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) => word[..^1],
        _ => word,
    };

    private string? Stem(string word, int depth)
    {
        if (language.Stems.TryGetValue(word, out var given)) return given;
        if (word.Length < 4 || depth == Deepest) return word;
        if (Uninflected(word) is { } shorter && shorter != word) return Stem(shorter, depth + 1) ?? shorter;
        if (Underived(word) is { } root && root != word) return Stem(root, depth + 1) ?? root;
        return words.Has(word, Marks.Known) ? word : null;
    }

    private string? Uninflected(string w)
    {
        var marks = words[w];
        var (noun, verb) = ((marks & Marks.Noun) != 0, (marks & Marks.Verb) != 0);
        if (verb) return Bases(w[..^2], lengthen: true).FirstOrDefault(Known) ?? Bases(w[..^2], lengthen: true).First();
        if (noun) return null;

        if (Ends(w, "heden", 3) && Known(w[..^5] + "heid")) return w[..^5] + "heid";
        if (Diminutive(w) is { } big) return big;
        if (Ends(w, "en", 3))
        {
            if (Bases(w[..^2], lengthen: false).FirstOrDefault(Known) is { } one) return one;
            if (Known(w[..^1])) return w[..^1];
        }

        if (Ends(w, "s", w[^2] is 'a' or 'o' or 'u' ? 3 : 4) && words.Has(w.AsSpan()[..^1], Marks.Noun)) return w[..^1];
        if (VerbForm(w) is { } infinitive) return infinitive;
        return Ends(w, "e", 3) ? Bases(w[..^1], lengthen: false).FirstOrDefault(Known) : null;
    }

    private string? Diminutive(string w)
    {
        if (w.EndsWith('s')) w = w[..^1];
        if (!Ends(w, "je", 2)) return null;
        var stems = new List<string>();
        if (Ends(w, "etje", 3) && w[^5] == w[^6]) stems.Add(w[..^5]);
        if (Ends(w, "pje", 3)) stems.Add(w[..^3]);
        if (Ends(w, "nkje", 2)) stems.Add(w[..^3] + "g");
        if (Ends(w, "tje", 3)) stems.Add(w[..^3]);
        if (Ends(w, "aatje", 1) || Ends(w, "ootje", 1)) stems.Add(w[..^4]);
        stems.Add(w[..^2]);
        return stems.FirstOrDefault(s => words.Has(s, Marks.Noun));
    }

    private string? VerbForm(string w)
    {
        if (Ends(w, "end", 3) && Verb(w[..^1])) return w[..^1];
        if (Ends(w, "ende", 3) && Verb(w[..^2])) return w[..^2];
        foreach (var ending in (ReadOnlySpan<string>)["t", "de", "te", "den", "ten"])
            if (Ends(w, ending, 2) && Infinitive(w[..^ending.Length]) is { } finite) return finite;
        return Participle(w, "") ?? Separable(w);
    }

    private string? Separable(string w)
    {
        for (var i = 2; i <= 5 && i < w.Length - 4; i++)
            if (w[i] == 'g' && w[i + 1] == 'e' && language.Particles.Contains(w[..i]) && Participle(w[i..], w[..i]) is { } whole) return whole;
        return null;
    }

    private string? Participle(string w, string particle)
    {
        if (w.Length < 6 || !w.StartsWith("ge", StringComparison.Ordinal)) return null;
        if (w.EndsWith("en", StringComparison.Ordinal)) return Verb(particle + w[2..]) ? particle + w[2..] : null;
        return w[^1] is 'd' or 't' ? Infinitive(w[2..^1], particle) : null;
    }

    private string? Underived(string w)
    {
        if (Infinitive(w) is not null) return null;
        if (Ends(w, "ing", 3) && Infinitive(w[..^3]) is { } ing) return ing;
        if (Ends(w, "heid", 3) && Known(w[..^4])) return w[..^4];
        if (Ends(w, "er", 4) && Verb(w[..^1] + "n")) return w[..^1] + "n";
        if (Ends(w, "aar", 3) && Verb(w[..^3] + "en")) return w[..^3] + "en";
        if ((Ends(w, "er", 6) || Ends(w, "ig", 6)) && words.Has(w.AsSpan()[..^2], Marks.Noun)) return w[..^2];
        return null;
    }

    /// <summary>The infinitive of which this is the stem: "kook" of "koken", "geef" of "geven", "bel" of "bellen".</summary>
    private string? Infinitive(string stem, string particle = "")
    {
        if (stem.Length < 2) return null;
        var voiced = stem[^1] switch { 'f' => stem[..^1] + "v", 's' => stem[..^1] + "z", _ => stem };
        return Candidates().Select(c => particle + c).FirstOrDefault(Verb);

        IEnumerable<string> Candidates()
        {
            yield return stem + "en";
            if (voiced != stem) yield return voiced + "en";
            if (stem.Length > 2 && stem[^2] == stem[^3] && IsVowel(stem[^2])) yield return stem[..^2] + voiced[^1] + "en";
            if (!IsVowel(stem[^1]) && IsVowel(stem[^2])) yield return stem + stem[^1] + "en";
            if (IsVowel(stem[^1])) yield return stem + "n";
        }
    }

    /// <summary>What stood before "en" or "e", spelled as a word of its own, the likeliest first: "kopp" as "kop", "huiz" as "huis", "lop" as "loop".</summary>
    /// <param name="lengthen">True for an infinitive: "kok" of "koken" is "kook", not "kok".</param>
    private static IEnumerable<string> Bases(string w, bool lengthen)
    {
        if (w.Length < 2) return [w];
        var last = w[^1] switch { 'v' => 'f', 'z' => 's', var c => c };
        var hard = last == w[^1] ? w : w[..^1] + last;
        if (IsVowel(w[^1])) return [w];
        if (w[^1] == w[^2]) return [w[..^1], w];
        var open = w[^2] is 'a' or 'e' or 'o' or 'u' && (w.Length < 3 || !IsVowel(w[^3]));
        if (!open) return hard == w ? [w] : [hard, w];
        var longer = w[..^1] + w[^2] + last;
        var schwa = w[^2] == 'e' && w[^1] is 'l' or 'r' or 'n' or 'm' && w[..^2].Any(IsVowel);
        return lengthen && !schwa ? [longer, hard, w] : [hard, longer, w];
    }

    private bool Known(string word) => word.Length > 1 && words.Has(word, Marks.Known);

    private bool Verb(string word) => words.Has(word, Marks.Verb);

    private static bool Ends(string word, string suffix, int before) => word.Length >= suffix.Length + before && word.EndsWith(suffix, StringComparison.Ordinal);

    private static bool IsVowel(char c) => c is 'a' or 'e' or 'i' or 'o' or 'u' or 'y';
}
