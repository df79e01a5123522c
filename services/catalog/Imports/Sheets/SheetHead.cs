using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Imports.Sheets;

/// <summary>The first row of a sheet: which column stands where.</summary>
internal sealed class SheetHead
{
    private readonly Dictionary<string, int> _at = [];

    private SheetHead(int count) => Count = count;

    /// <summary>Cells of each row.</summary>
    public int Count { get; }

    public int? Find(string heading) => _at.TryGetValue(heading, out var at) ? at : null;

    /// <summary>The head, and all that is wrong with it. Columns without a heading at the end are left alone.</summary>
    public static (SheetHead Head, IReadOnlyList<Text> Faults) Read(IReadOnlyList<string> cells)
    {
        var (head, faults) = (new SheetHead(cells.Count), new List<Text>());
        for (var i = 0; i < cells.Count; i++)
        {
            var heading = cells[i].Trim('\uFEFF', ' ').ToLowerInvariant();
            if (heading.Length == 0) continue;
            if (!Sheet.Headings.Contains(heading))
                faults.Add(($"Kolom {i + 1} kennen wij niet. Gebruik de koppen van het sjabloon.", $"We do not know column {i + 1}. Use the headings of the template."));
            else if (!head._at.TryAdd(heading, i))
                faults.Add(($"Kolom {i + 1} heeft een kop die er al is.", $"The heading of column {i + 1} is there already."));
        }

        if (head.Find(Sheet.SourceId) is null && head.Find(Sheet.Id) is null)
            faults.Add(($"De kolom {Sheet.SourceId} ontbreekt.", $"The column {Sheet.SourceId} is missing."));
        return (head, faults.Count > Most ? [.. faults.Take(Most)] : faults);
    }

    private const int Most = 20;
}
