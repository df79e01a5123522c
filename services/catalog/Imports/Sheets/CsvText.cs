using System.Buffers;
using System.Text;

namespace Nabij.Catalog.Imports.Sheets;

/// <summary>Writes CSV that Dutch spreadsheets open by a double click: a byte order mark, semicolons, and quotes where they are needed.</summary>
internal static class CsvText
{
    public const string MediaType = "text/csv";

    private static readonly SearchValues<char> Quoted = SearchValues.Create("\";,\r\n\t ");

    public static readonly byte[] Mark = [.. Encoding.UTF8.Preamble];

    public static void AppendRow(StringBuilder to, IEnumerable<string?> cells)
    {
        var first = true;
        foreach (var cell in cells)
        {
            if (!first) to.Append(';');
            first = false;
            var text = SafeCell.Of(cell ?? "");
            if (text.AsSpan().IndexOfAny(Quoted) < 0) to.Append(text);
            else to.Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }

        to.Append("\r\n");
    }
}
