using System.Collections.Frozen;

namespace Nabij.Catalog.Search.Dutch;

/// <summary>One way in which a word of text can be found.</summary>
/// <param name="Weight">1 for the stem of the word itself; lower for a part of it and for what only counts as it.</param>
internal readonly record struct Term(string Text, float Weight);

/// <summary>One word, or one phrase, that somebody typed, with everything that counts as it.</summary>
/// <param name="Typed">As it was typed, in lower case and without accents; a hyphen stays.</param>
/// <param name="Normal">The same without hyphens: what completions of a word begin with.</param>
/// <param name="Alternatives">Terms of documents, the best first.</param>
/// <param name="Phrases">What counts as it, and is no term of documents: all words of one must be there. The best first.</param>
internal sealed record QueryWord(string Typed, string Normal, IReadOnlyList<Term> Alternatives, IReadOnlyList<QueryPhrase> Phrases);

/// <summary>A phrase that only a municipality knows: it counts as its words typed one by one.</summary>
internal sealed record QueryPhrase(IReadOnlyList<QueryWord> Words, float Weight);

/// <summary>
/// What Dutch text is found by. The same rules read documents and questions: stems, the parts of compounds, and one way to write what can be written
/// in several. Synonyms are added to the question only, so that a change of the list needs no new index. Safe for many threads.
/// </summary>
internal sealed class DutchAnalyzer
{
    private const int MostQueryWords = 12, MostQueryTokens = 60, MostPhrases = 8, ShortestEnd = 5, CachedWords = 200_000;

    private const float PartWeight = 0.5f, HyphenatedWeight = 0.8f, TypedPartWeight = 0.4f, SynonymOfPart = 0.5f;

    private readonly Language _language = Language.Dutch;
    private readonly Stemmer _stemmer;
    private readonly Compounds _compounds;
    private readonly BoundedCache<Word> _words;

    /// <param name="wholeWords">Words that may not be split, besides those that the language file names.</param>
    public DutchAnalyzer(IEnumerable<string>? wholeWords = null)
    {
        _stemmer = new Stemmer(WordList.OpenTaal, _language);
        _compounds = new Compounds(WordList.OpenTaal, _stemmer, _language,
            _language.WholeWords.Concat((wholeWords ?? []).Select(Normalize)).ToFrozenSet(StringComparer.Ordinal));
        _words = new BoundedCache<Word>(CachedWords, ReadWord);
    }

    /// <summary>With the exceptions of the language file only.</summary>
    public static DutchAnalyzer Default { get; } = new();

    /// <summary>Lower case, without accents, ligatures undone.</summary>
    public static string Normalize(string text) => Tokens.Normalize(text);

    public Passage Read(string text) => new(Tokens.Of(Normalize(text)).ConvertAll(token => _words[token]));

    /// <summary>
    /// What somebody looks for: each word must be found, in one of its ways. Empty when nothing is left to search for ("een op een" is left, "ik ben er niet" is not).
    /// </summary>
    public IReadOnlyList<QueryWord> Query(string text, Synonyms synonyms) => Needed(WordsOf(TokensOf(text), synonyms, inPhrase: false));

    /// <summary>What was typed beside what somebody looks for ("zondag" beside "wandelen"): who has it fits better, and nobody needs it.</summary>
    public IReadOnlyList<QueryWord> Beside(string text, Synonyms synonyms) =>
        WordsOf(TokensOf(text), synonyms, inPhrase: false) is { Strong.Count: > 0, Weak: var weak } ? Distinct(weak) : [];

    /// <summary>The stems of a word or a phrase, with a space between: what synonyms are kept by.</summary>
    public string Key(string text) => string.Join(' ', Tokens.Of(Normalize(text)).Select(token => _words[token].Stem));

    /// <summary>Whether a question is about something else where no service has this word: it is neither left out nor taken for another.</summary>
    public bool IsOtherMatter(QueryWord word) => _words[word.Typed].IsOtherMatter;

    /// <summary>Neither in the list of words, nor made of words in it.</summary>
    public bool IsUnknown(string word) => _words[word] is { Parts.Length: 0, IsOtherMatter: false, Stem: var stem } && !WordList.OpenTaal.Has(word, Marks.Known) && !WordList.OpenTaal.Has(stem, Marks.Known);

    /// <summary>Whether this makes a compound of a word before it.</summary>
    public bool EndsCompound(string rest) => _compounds.IsRest(rest);

    private static List<string> TokensOf(string text) => [.. Tokens.Of(Normalize(text)).Take(MostQueryTokens)];

    private static string Normal(string token) => token.Replace("-", "", StringComparison.Ordinal);

    private bool IsStopWord(string token) => _language.StopWords.Contains(token) || (token.Length == 1 && !char.IsDigit(token[0]));

    private bool IsWeak(List<string> tokens, List<Word> words, int i) => _language.WeakWords.Contains(tokens[i]) || _language.WeakWords.Contains(words[i].Stem) ||
        (_language.Relatives.Contains(tokens[i]) && tokens.Take(i).TakeLast(2).Any(_language.Possessives.Contains));

    /// <param name="inPhrase">These are the words of a phrase of the municipality: none of its phrases counts within another.</param>
    private (List<QueryWord> Strong, List<QueryWord> Weak) WordsOf(List<string> tokens, Synonyms synonyms, bool inPhrase)
    {
        var words = tokens.ConvertAll(token => _words[token]);
        var (strong, weak) = (new List<QueryWord>(), new List<QueryWord>());
        for (var i = 0; i < tokens.Count; i++)
        {
            if (Phrase(tokens, words, i, synonyms, inPhrase) is var (length, phrase))
            {
                strong.Add(phrase);
                i += length - 1;
            }
            else if (!IsStopWord(tokens[i]))
            {
                (IsWeak(tokens, words, i) ? weak : strong).Add(WordOf([tokens[i]], words[i].Stem, Alternatives(words[i], synonyms), synonyms, inPhrase));
            }
        }

        return (strong, weak);
    }

    private static IReadOnlyList<QueryWord> Needed((List<QueryWord> Strong, List<QueryWord> Weak) words) => Distinct(words.Strong.Count > 0 ? words.Strong : words.Weak);

    private static IReadOnlyList<QueryWord> Distinct(List<QueryWord> words) => [.. words.DistinctBy(w => w.Normal).Take(MostQueryWords)];

    private (int Length, QueryWord Word)? Phrase(List<string> tokens, List<Word> words, int start, Synonyms synonyms, bool inPhrase)
    {
        var phrases = inPhrase ? Synonyms.Default : synonyms;
        for (var length = Math.Min(phrases.LongestPhrase(words[start].Stem), words.Count - start); length > 1; length--)
        {
            var key = Passage.Key(words, start, length);
            if (phrases.Of(key) is not { Count: > 0 } same) continue;
            return (length, WordOf(tokens.GetRange(start, length), key, [new Term(key, 1), .. same], synonyms, inPhrase));
        }

        return null;
    }

    private QueryWord WordOf(List<string> typed, string key, IEnumerable<Term> ways, Synonyms synonyms, bool inPhrase)
    {
        var (text, byWords) = (string.Join(' ', typed), ways.ToLookup(way => IsOfMunicipality(way.Text)));
        // Words as they were typed say more than their stems.
        var phrases = inPhrase ? [] : byWords[true].Take(MostPhrases)
            .Select(way => new QueryPhrase(Needed(WordsOf(way.Text == key ? typed : [.. way.Text.Split(' ')], synonyms, inPhrase: true)), way.Weight));
        return new QueryWord(text, Normal(text), [.. byWords[false]], [.. phrases.Where(p => p.Words.Count > 0)]);
    }

    /// <summary>Documents are read for the phrases of the platform alone.</summary>
    private static bool IsOfMunicipality(string key) => key.Contains(' ', StringComparison.Ordinal) && !Synonyms.Default.IsPhrase(key);

    private List<Term> Alternatives(Word word, Synonyms synonyms)
    {
        var found = new Dictionary<string, float>(StringComparer.Ordinal) { [word.Stem] = 1 };
        void Add(string text, float weight) => found[text] = Math.Max(weight, found.GetValueOrDefault(text));
        foreach (var synonym in synonyms.Of(word.Stem)) Add(synonym.Text, synonym.Weight);
        foreach (var part in word.IsOtherMatter ? [] : word.Parts.Where(p => !_language.GeneralParts.Contains(p)))
        {
            Add(part, TypedPartWeight);
            foreach (var synonym in synonyms.Of(part)) Add(synonym.Text, synonym.Weight * SynonymOfPart);
        }

        return [.. found.Select(f => new Term(f.Key, f.Value)).OrderByDescending(t => t.Weight)];
    }

    private Word ReadWord(string token)
    {
        if (token.Contains('-', StringComparison.Ordinal)) return ReadHyphenated(token);
        var parts = _compounds.Split(token);
        var stem = _language.Stems.GetValueOrDefault(token)
            ?? (parts.Count == 0 ? _stemmer.TryStem(token) ?? Stemmer.StemUnknown(token) : token[..^parts[^1].Length] + StemOf(parts[^1]));
        var stems = parts.Select(StemOf).Where(p => p != stem && !_language.StopWords.Contains(p)).Distinct().ToArray();
        return new Word(stem, stems, IsStopWord(token) ? [] : [new Term(stem, 1), .. stems.Select(p => new Term(p, PartWeight))], IsWhole(token) ? [token] : [],
            _language.OtherMatters.Contains(token) || (parts.Count > 0 && _language.OtherMatters.Any(matter => matter.Length >= ShortestEnd && token.EndsWith(matter, StringComparison.Ordinal))));
    }

    private Word ReadHyphenated(string token)
    {
        var whole = _words[Normal(token)];
        var parts = token.Split('-').Where(p => !IsStopWord(p)).Select(p => _words[p]).ToList();
        string[] stems = [.. parts.SelectMany(p => p.Parts.Prepend(p.Stem)).Distinct()];
        return new Word(whole.Stem, stems,
            [.. whole.Terms, .. parts.SelectMany(p => p.Terms).Where(t => !whole.Terms.Any(w => w.Text == t.Text)).Select(t => t with { Weight = t.Weight * HyphenatedWeight }).DistinctBy(t => t.Text)],
            [.. token.Split('-').Where(IsWhole)], whole.IsOtherMatter);
    }

    private bool IsWhole(string word) => word.Length > 2 && word.All(char.IsLetter) && !_language.StopWords.Contains(word);

    private string StemOf(string part) => _stemmer.TryStem(part) ?? Stemmer.StemUnknown(part);
}
