namespace Nabij.Catalog.Search.Dutch;

/// <summary>A word of Dutch, as documents and questions have it.</summary>
/// <param name="Stem">Of the whole word.</param>
/// <param name="Parts">Stems of the parts of a compound.</param>
/// <param name="Terms">What the word is found by in a document.</param>
/// <param name="Whole">It, or what its hyphens join, if it has three letters or more and says something.</param>
/// <param name="IsOtherMatter">It, or the end of the compound that it is, is of <see cref="Language.OtherMatters"/>.</param>
internal sealed record Word(string Stem, string[] Parts, Term[] Terms, string[] Whole, bool IsOtherMatter);

/// <summary>A text that was read.</summary>
internal sealed class Passage(List<Word> words)
{
    /// <summary>As often as they stand there, in order.</summary>
    public IEnumerable<Term> Terms
    {
        get
        {
            for (var i = 0; i < words.Count; i++)
            {
                foreach (var term in words[i].Terms) yield return term;
                for (var length = Synonyms.Default.LongestPhrase(words[i].Stem); length > 1; length--)
                    if (i + length <= words.Count && Key(words, i, length) is var phrase && Synonyms.Default.IsPhrase(phrase)) yield return new Term(phrase, 1);
            }
        }
    }

    /// <summary>The whole words, of three letters and more: what can be suggested, and what a typo can be corrected to.</summary>
    public IEnumerable<string> Words => words.SelectMany(word => word.Whole);

    /// <summary>The stems of some words that follow each other.</summary>
    public static string Key(List<Word> words, int start, int length) => string.Join(' ', words.Skip(start).Take(length).Select(w => w.Stem));
}
