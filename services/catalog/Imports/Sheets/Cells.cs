using System.Globalization;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Imports.Sheets;

/// <summary>The cells of one row by the heading of their column, and what is wrong with them. An empty cell is null.</summary>
internal sealed class Cells(SheetHead head, string[] values)
{
    private static readonly string[] Dates = ["yyyy-MM-dd", "d-M-yyyy", "d/M/yyyy"];

    private static readonly Text Unreadable = ("Dit kunnen wij niet lezen.", "We cannot read this.");

    public List<RowFault> Faults { get; } = [];

    public bool Has(string heading) => head.Find(heading) is not null;

    public bool IsEmpty(string heading) => this[heading] is null;

    public string? this[string heading] => head.Find(heading) is { } at && values[at].Length > 0 ? values[at] : null;

    /// <summary>What a sheet does not tell about stays as it was.</summary>
    public string? Text(string heading, string? otherwise) => Has(heading) ? this[heading] : otherwise;

    public string? Code(string heading, Vocabulary words, string? otherwise) => Has(heading) ? this[heading] is { } text ? words.CodeOf(text) : null : otherwise;

    public IReadOnlyList<string> Codes(string heading, Func<string, string> codeOf, IReadOnlyList<string> otherwise) => Has(heading)
        ? [.. (this[heading] ?? "").Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(codeOf)]
        : otherwise;

    public bool YesNo(string heading, bool otherwise)
    {
        if (!Has(heading)) return otherwise;
        switch (this[heading]?.Trim().ToLowerInvariant())
        {
            case null or "" or "nee" or "n" or "no" or "false" or "0": return false;
            case "ja" or "j" or "yes" or "true" or "1": return true;
            default:
                Blame(heading, Unreadable, ("Vul ja of nee in.", "Fill in ja or nee."));
                return otherwise;
        }
    }

    public int? Number(string heading, int? otherwise)
    {
        if (!Has(heading)) return otherwise;
        if (this[heading] is not { } text) return null;
        if (int.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return number;
        Blame(heading, Unreadable, ("Vul een heel getal in, zonder tekst.", "Fill in a whole number, without text."));
        return otherwise;
    }

    public double? Decimal(string heading, string? text)
    {
        if (text is null) return null;
        if (double.TryParse(text.Trim().Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return number;
        Blame(heading, Unreadable, ("Vul een getal in, zoals 52,0907.", "Fill in a number, such as 52.0907."));
        return null;
    }

    public DateOnly? Date(string heading, DateOnly? otherwise)
    {
        if (!Has(heading)) return otherwise;
        if (this[heading] is not { } text) return null;
        if (DateOnly.TryParseExact(text.Trim(), Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return date;
        Blame(heading, Unreadable, ("Vul een datum in, zoals 31-12-2026.", "Fill in a date, such as 31-12-2026."));
        return otherwise;
    }

    public Guid? Id(string heading, Guid? otherwise)
    {
        if (!Has(heading)) return otherwise;
        if (this[heading] is not { } text) return null;
        if (Guid.TryParse(text.Trim(), out var id)) return id;
        Blame(heading, ("Dit is geen nummer van die vorm.", "This is not a number of that form."), ("Neem het nummer over uit een export, of laat de cel leeg.", "Copy the number from an export, or leave the cell empty."));
        return otherwise;
    }

    public void Blame(string heading, Text problem, Text remedy) => Faults.Add(new RowFault(heading, problem, remedy));
}
