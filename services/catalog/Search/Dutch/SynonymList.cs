using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Catalog.Search.Dutch;

/// <summary>What the editors of a municipality tell the search about words.</summary>
/// <param name="Groups">Besides those of the platform.</param>
/// <param name="WholeWords">Words that look like compounds and are none. They hold for the whole platform: the language is the same everywhere.</param>
internal sealed record SynonymContent(
    [property: Needed, AtMost(300)] IReadOnlyList<SynonymGroup> Groups,
    [property: AtMost(300), EachOfLength(3, 60)] IReadOnlyList<string>? WholeWords = null)
{
    /// <summary>Rules between fields, by the field to blame.</summary>
    public Dictionary<string, string[]> Faults()
    {
        var faults = new Dictionary<string, string[]>();
        for (var i = 0; i < Groups.Count; i++)
        {
            if (Groups[i] is not { } group) faults[$"groups[{i}]"] = [Nothing.ToString()];
            else if (group is { Words.Count: 1, Also: null or [], Kinds: null or [] }) faults[$"groups[{i}].words"] = [Lonely.ToString()];
            else if (All(group).Any(word => DutchAnalyzer.Default.Key(word).Length == 0)) faults[$"groups[{i}].words"] = [Wordless.ToString()];
        }

        return faults;
    }

    private static IEnumerable<string> All(SynonymGroup group) => [.. group.Words, .. group.Also ?? [], .. group.Kinds ?? []];

    private static readonly Text Nothing = ("Vul deze groep in, of laat haar weg.", "Fill in this group, or leave it out.");
    private static readonly Text Lonely = ("Geef ten minste twee woorden die bij elkaar horen.", "Give at least two words that belong together.");
    private static readonly Text Wordless = ("Hier staat iets dat geen woord is.", "Something here is no word.");
}

/// <param name="Municipality">CBS code; absent for the list of the platform.</param>
internal sealed record SynonymList(string? Municipality, IReadOnlyList<SynonymGroup> Groups, IReadOnlyList<string> WholeWords);
