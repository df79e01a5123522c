using Nabij.Catalog.Services;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Imports.Sheets;

/// <summary>A row of a sheet.</summary>
internal sealed class SheetRow : ImportRow
{
    private static readonly Text
        Uneven = ("Deze regel heeft niet zoveel cellen als de eerste regel.", "This line does not have as many cells as the first line."),
        EvenIt = ("Zet tekst met een scheidingsteken of een nieuwe regel tussen dubbele aanhalingstekens.", "Put text with a separator or a new line between double quotes."),
        BadCharacters = ("Deze cel bevat tekens die niet mogen.", "This cell has characters that are not allowed."),
        Encode = ("Bewaar het bestand als CSV UTF-8 en typ de tekst opnieuw.", "Save the file as CSV UTF-8 and type the text again.");

    private readonly Cells _cells;

    private readonly Func<string, string>? _nameOf;

    private SheetRow(Cells cells, Func<string, string>? nameOf) => (_cells, _nameOf) = (cells, nameOf);

    /// <param name="nameOf">What a column is called where the row comes from, when that is not a sheet.</param>
    public static SheetRow Of(SheetHead head, int line, string[] values, Func<string, string>? nameOf = null)
    {
        if (values.Length != head.Count)
        {
            var uneven = new SheetRow(new Cells(head, [.. Enumerable.Repeat("", head.Count)]), nameOf) { Line = line };
            uneven.Faults.Add(new RowFault(null, Uneven, EvenIt));
            return uneven;
        }

        var faults = new List<RowFault>();
        foreach (var heading in Sheet.Headings)
            if (head.Find(heading) is { } at && values[at].AsSpan().IndexOfAny('\0', '\uFFFD') >= 0) faults.Add(new RowFault(heading, BadCharacters, Encode));

        var cells = new Cells(head, Array.ConvertAll(values, SafeCell.Undo));
        var row = new SheetRow(cells, nameOf)
        {
            Line = line,
            SourceId = cells[Sheet.SourceId]?.Trim() is { Length: > 0 } sourceId ? sourceId : null,
            ServiceId = cells.Id(Sheet.Id, null),
            OrganisationId = cells.Id(Sheet.Organisation, null),
            KvkNumber = cells[Sheet.KvkNumber]?.Trim(),
        };
        row.Faults.AddRange(faults.Concat(cells.Faults));
        cells.Faults.Clear();
        return row;
    }

    public override ServiceContent Read(ServiceContent? before, DateOnly today)
    {
        var content = Sheet.Read(_cells, before, today);
        Faults.AddRange(_cells.Faults);
        _cells.Faults.Clear();
        return content;
    }

    public override RowFault InItsWords(RowFault fault) => _nameOf is null || fault.Heading is null ? fault : fault with { Heading = _nameOf(fault.Heading) };

    public override (string Heading, bool IsEmpty, string Example) Find(string path)
    {
        var column = Sheet.ColumnOf(path);
        return (column.Heading, _cells.IsEmpty(column.Heading), column.Example);
    }
}
