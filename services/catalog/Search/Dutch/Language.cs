using System.Collections.Frozen;
using System.Text.Json;

namespace Nabij.Catalog.Search.Dutch;

/// <summary>What has to be told about Dutch besides its words, from <c>Data/language.json</c>. All words stand there as <see cref="Tokens.Normalize"/> writes them.</summary>
internal sealed record Language
{
    public static Language Dutch { get; } = Read();

    /// <summary>Never searched for. Negations are among them: "zonder verwijzing" cannot be found in text, a filter says it.</summary>
    public required FrozenSet<string> StopWords { get; init; }

    /// <summary>Searched for only when nothing else was typed: "hulp bij formulieren" is about the forms.</summary>
    public required FrozenSet<string> WeakWords { get; init; }

    /// <summary>Weak after a possessive: "maatje voor mijn vrouw" is not about women.</summary>
    public required FrozenSet<string> Relatives { get; init; }

    /// <summary>
    /// What one does not come to a social map for; an underscore joins the words of a phrase. Such a word is never left out: who looks for "schuur huren" is not helped by a shed
    /// where men meet. Nor is a compound that ends in one found by its other parts: a "terrasvergunning" is a permit.
    /// </summary>
    public required FrozenSet<string> OtherMatters { get; init; }

    public required FrozenSet<string> Possessives { get; init; }

    /// <summary>First parts of verbs ("op" in "opgehaald") and of words that are no compounds ("over" in "overleden").</summary>
    public required FrozenSet<string> Particles { get; init; }

    /// <summary>Parts of three letters that are worth finding; all others would split too much.</summary>
    public required FrozenSet<string> ShortParts { get; init; }

    /// <summary>Words that look like compounds and are none, or mean something else than their parts.</summary>
    public required FrozenSet<string> WholeWords { get; init; }

    /// <summary>Parts of compounds that the word list does not know.</summary>
    public required FrozenSet<string> ExtraParts { get; init; }

    /// <summary>Parts that say too little to be searched for alone: who types "rouwgroep" means the mourning, not the group.</summary>
    public required FrozenSet<string> GeneralParts { get; init; }

    /// <summary>The stem of each form for which no rule holds.</summary>
    public required FrozenDictionary<string, string> Stems { get; init; }

    private static Language Read()
    {
        using var stream = Data.Open("language.json");
        using var document = JsonDocument.Parse(stream);
        var root = document.RootElement;
        FrozenSet<string> Words(string name) =>
            root.GetProperty(name).EnumerateArray().SelectMany(line => line.GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(word => word.Replace('_', ' ')).ToFrozenSet(StringComparer.Ordinal);
        return new Language
        {
            StopWords = Words("stopWords"),
            WeakWords = Words("weakWords"),
            Relatives = Words("relatives"),
            OtherMatters = Words("otherMatters"),
            Possessives = Words("possessives"),
            Particles = Words("particles"),
            ShortParts = Words("shortParts"),
            WholeWords = Words("wholeWords"),
            ExtraParts = Words("extraParts"),
            GeneralParts = Words("generalParts"),
            Stems = root.GetProperty("stems").EnumerateObject()
                .SelectMany(stem => stem.Value.GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries).Append(stem.Name).Select(form => (form, stem.Name)))
                .DistinctBy(s => s.form)
                .ToFrozenDictionary(s => s.form, s => s.Name, StringComparer.Ordinal),
        };
    }
}

/// <summary>The files beside this code that are built into the service.</summary>
internal static class Data
{
    public static Stream Open(string name) =>
        typeof(Data).Assembly.GetManifestResourceStream($"Search/Dutch/{name}") ?? throw new InvalidOperationException($"There is no {name}.");
}
