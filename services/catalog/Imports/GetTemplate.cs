using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Imports.Sheets;

namespace Nabij.Catalog.Imports;

/// <summary>The sheet to fill in: all columns, and one row as an example.</summary>
internal static class GetTemplate
{
    public static void Map(IEndpointRouteBuilder imports) => imports.MapGet("/template", Handle)
        .WithName(nameof(GetTemplate)).WithSummary("The CSV file to fill in, with all columns and one row as an example")
        .Produces<string>(200, CsvText.MediaType)
        .AllowAnonymous();

    private static FileContentHttpResult Handle() => TypedResults.File(Template, CsvText.MediaType + "; charset=utf-8", "aanbod-sjabloon.csv");

    private static byte[] Template => field ??= Write();

    private static byte[] Write()
    {
        var text = new StringBuilder();
        CsvText.AppendRow(text, Sheet.Headings);
        CsvText.AppendRow(text, [.. Sheet.Identifying.Select(heading => heading switch { Sheet.SourceId => "voorbeeld-1", Sheet.KvkNumber => "12345678", _ => "" }), .. Sheet.Columns.Select(c => c.Example)]);
        return [.. CsvText.Mark, .. Encoding.UTF8.GetBytes(text.ToString())];
    }
}
