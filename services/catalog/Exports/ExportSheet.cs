using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Imports.Sheets;
using Nabij.Reference.Validation;
using Npgsql;

namespace Nabij.Catalog.Exports;

/// <summary>The sheet of the template, filled in: what is imported again as it is changes nothing.</summary>
internal static class ExportSheet
{
    public static void Map(IEndpointRouteBuilder exports) => exports.MapGet("/services.csv", Handle)
        .WithName(nameof(ExportSheet)).WithSummary("All published services as CSV, with the columns of the import; of one municipality without what is national")
        .Produces<string>(200, CsvText.MediaType)
        .AllowAnonymous();

    private static PushStreamHttpResult Handle(NpgsqlDataSource db, CancellationToken ct, [MunicipalityCode] string? municipality = null) => TypedResults.Stream(
        async stream =>
        {
            var text = new StringBuilder();
            CsvText.AppendRow(text, Sheet.Headings);
            await stream.WriteAsync(CsvText.Mark, ct);
            await foreach (var rows in PublishedServices.ReadAsync(db, municipality, ct))
            {
                foreach (var row in rows) CsvText.AppendRow(text, Cells(row));
                await SendAsync(stream, text, ct);
            }

            await SendAsync(stream, text, ct);
        },
        CsvText.MediaType + "; charset=utf-8", municipality is null ? "aanbod.csv" : $"aanbod-{municipality}.csv");

    private static IEnumerable<string?> Cells(PublishedServices.ExportRow row)
    {
        var content = row.ToService().Content;
        return [row.SourceId, row.Id.ToString(), row.OrganisationId.ToString(), row.KvkNumber, .. Sheet.Columns.Select(c => c.Write(content))];
    }

    private static async Task SendAsync(Stream stream, StringBuilder text, CancellationToken ct)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), ct);
        text.Clear();
    }
}
