namespace Nabij.Catalog.Search.Dutch;

[Flags]
internal enum Marks : byte
{
    None = 0,
    Noun = 1,
    Verb = 2,
    Begins = 4,
    Ends = 8,
    Known = 16,
}

/// <summary>The words of OpenTaal, with what they can be: see <c>Data/derive-words.sh</c>.</summary>
internal sealed class WordList
{
    private readonly Dictionary<string, Marks> _words = new(100_000, StringComparer.Ordinal);

    public static WordList OpenTaal { get; } = new();

    private WordList()
    {
        using var reader = new StreamReader(Data.Open("words.txt"));
        while (reader.ReadLine() is { } line)
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var marks = Marks.Known;
            for (var i = space + 1; space > 0 && i < line.Length; i++)
                marks |= line[i] switch { 'n' => Marks.Noun, 'v' => Marks.Verb, 'b' => Marks.Begins, _ => Marks.Ends };
            _words[space < 0 ? line : line[..space]] = marks;
        }

        foreach (var word in Language.Dutch.ExtraParts) _words[word] = this[word] | Marks.Known | Marks.Noun | Marks.Begins | Marks.Ends;
    }

    public Marks this[ReadOnlySpan<char> word] => _words.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var marks) ? marks : Marks.None;

    public bool Has(ReadOnlySpan<char> word, Marks any) => (this[word] & any) != 0;
}
