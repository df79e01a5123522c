using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference;
using Nabij.ServiceDefaults.Problems;
using Problem = Nabij.ServiceDefaults.Problems.Problem;

namespace Nabij.Catalog.Hsds;

/// <summary>
/// Reads the parameters of a request under the standard's own names, and collects all that is wrong with them. Parameters that it is not asked for are
/// passed over, as the standard's clients expect.
/// </summary>
internal sealed class HsdsQuery(IQueryCollection query)
{
    private const int LongestText = 200, MostWords = 20, MostIds = 20, LastPage = 100_000, LargestDistance = 500_000;

    private static readonly Text
        Once = ("Geef dit één keer.", "Give this once."),
        Number = ("Geef een geheel getal.", "Give a whole number."),
        Truth = ("Kies uit: true, false.", "Choose from: true, false."),
        Id = ("Geef een UUID.", "Give a UUID."),
        Moment = ("Geef een datum en tijd, zoals 2026-01-31T12:00:00Z.", "Give a date and time, such as 2026-01-31T12:00:00Z."),
        UnknownPostcode = ("Deze postcode kennen wij niet. Geef een Nederlandse postcode, zoals 3511 AB of 3511.", "We do not know this postcode. Give a Dutch one, such as 3511 AB or 3511."),
        PostcodeNeeded = ("Geef ook een postcode.", "Give a postcode too.");

    private readonly Dictionary<string, string[]> _errors = [];

    /// <summary>Null when all that was read is right.</summary>
    public ProblemHttpResult? Refusal => _errors.Count == 0 ? null : Problem.Invalid(_errors);

    /// <summary>From 1.</summary>
    public int Page() => NumberOf("page", 1, LastPage) ?? 1;

    /// <summary>A number that is too small or too large counts as the nearest that is allowed.</summary>
    public int PerPage(int most, int usual) => Math.Clamp(NumberOf("per_page", int.MinValue, int.MaxValue) ?? usual, 1, most);

    public bool IsLines() => OneOf("format", "json", "ndjson") == "ndjson";

    public bool Flag(string name) => Single(name)?.ToLowerInvariant() switch
    {
        null or "false" or "0" => false,
        "true" or "1" => true,
        _ => Wrong(name, Truth, false),
    };

    /// <summary>The words of a text; null when there are none.</summary>
    public string[]? Words(string name)
    {
        var text = Single(name);
        if (text is null) return null;
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Distinct().ToArray();
        return text.Length > LongestText || words.Length > MostWords
            ? Wrong<string[]?>(name, ($"Gebruik ten hoogste {LongestText} tekens en {MostWords} woorden.", $"Use at most {LongestText} characters and {MostWords} words."), null)
            : words.Length == 0 ? null : words;
    }

    public Guid? OneId(string name) => Single(name) is not { } text ? null : Guid.TryParse(text, out var id) ? id : Wrong<Guid?>(name, Id, null);

    /// <summary>Each of them narrows.</summary>
    public IReadOnlyList<Guid> Ids(string name)
    {
        var texts = query[name].Where(v => !string.IsNullOrEmpty(v)).ToList();
        if (texts.Count > MostIds) return Wrong<IReadOnlyList<Guid>>(name, ($"Geef ten hoogste {MostIds} waarden.", $"Give at most {MostIds} values."), []);
        var ids = texts.Select(t => Guid.TryParse(t, out var id) ? id : (Guid?)null).ToList();
        return ids.Contains(null) ? Wrong<IReadOnlyList<Guid>>(name, Id, []) : [.. ids.OfType<Guid>()];
    }

    /// <summary>In UTC. A plus that arrived as a space, as it does when nobody escaped it, is read as a plus.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (Single(name) is not { } text) return null;
        return TryRead(text, out var time) || TryRead(text.Replace(' ', '+'), out time) ? time : Wrong<DateTimeOffset?>(name, Moment, null);

        static bool TryRead(string text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(text,
            ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd' 'HH:mm:ssK"],
            CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }

    public int? Age(string name) => NumberOf(name, 0, 150);

    /// <summary>The area of a postcode, and how far from its middle in metres.</summary>
    public (Postcode? Area, int? Metres) Near()
    {
        var metres = NumberOf("proximity", 0, LargestDistance);
        if (Single("postcode") is { } text)
            return (Postcodes.TryGet(text.Trim().ToUpperInvariant(), out var area) ? area : Wrong<Postcode?>("postcode", UnknownPostcode, null), metres);
        if (metres is not null) Wrong("proximity", PostcodeNeeded, false);
        return (null, metres);
    }

    private int? NumberOf(string name, int min, int max)
    {
        if (Single(name) is not { } text) return null;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return Wrong<int?>(name, Number, null);
        return number >= min && number <= max
            ? number
            : Wrong<int?>(name, ($"Kies een getal van {min} tot en met {max}.", $"Choose a number from {min} to {max}."), null);
    }

    private string? OneOf(string name, params string[] values) => Single(name) is not { } text ? null
        : values.Contains(text) ? text
        : Wrong<string?>(name, ($"Kies uit: {string.Join(", ", values)}.", $"Choose from: {string.Join(", ", values)}."), null);

    private string? Single(string name) => query[name] switch
    {
        { Count: 0 } => null,
        { Count: 1 } one => string.IsNullOrEmpty(one[0]) ? null : one[0],
        _ => Wrong<string?>(name, Once, null),
    };

    private T Wrong<T>(string name, Text message, T instead)
    {
        _errors[name] = [message.ToString()];
        return instead;
    }
}
