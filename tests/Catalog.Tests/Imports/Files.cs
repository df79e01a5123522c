using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Nabij.Benchmarks.Search;
using Nabij.Catalog.Imports.Sheets;
using Nabij.Catalog.Services;
using Nabij.Testing;

namespace Catalog.Tests.Imports;

/// <summary>Files to import, and what people do with them.</summary>
internal static class Files
{
    public const string Imports = "/catalog/v1/imports";

    /// <summary>A row of the template, with other cells.</summary>
    public static Dictionary<string, string> Row(string sourceId, Guid organisation, params (string Heading, string Cell)[] cells)
    {
        var row = Sheet.Columns.ToDictionary(c => c.Heading, c => c.Example);
        row[Sheet.SourceId] = sourceId;
        row[Sheet.Organisation] = organisation.ToString();
        foreach (var (heading, cell) in cells) row[heading] = cell;
        return row;
    }

    public static Dictionary<string, string> Row(string sourceId, Guid organisation, RandomService service)
    {
        var content = JsonSerializer.Deserialize<ServiceContent>(service.Content, JsonSerializerOptions.Web)!;
        return Row(sourceId, organisation, [.. Sheet.Columns.Select(c => (c.Heading, c.Write(content) ?? ""))]);
    }

    public static string Csv(IEnumerable<Dictionary<string, string>> rows, IReadOnlyList<string>? headings = null)
    {
        var text = new StringBuilder();
        CsvText.AppendRow(text, headings ?? Sheet.Headings);
        foreach (var row in rows) CsvText.AppendRow(text, (headings ?? Sheet.Headings).Select(h => row.GetValueOrDefault(h)));
        return text.ToString();
    }

    public static async Task<Answer> SendAsync(this HttpClient client, byte[] body, string query, string type = "text/csv")
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var answer = await client.PostAsync(new Uri($"{Imports}?{query}", UriKind.Relative), content);
        return new Answer(answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync(), answer.Headers, answer.Content.Headers);
    }

    /// <summary>The import once it has ended.</summary>
    public static async Task<JsonElement> ImportAsync(this HttpClient client, string csv, string query) => await client.EndedAsync((await client.SendAsync(Encoding.UTF8.GetBytes(csv), query)).Is(HttpStatusCode.Accepted).Id);

    public static async Task<JsonElement> EndedAsync(this HttpClient client, Guid import)
    {
        JsonElement answer = default;
        await Eventually.TrueAsync(async () =>
        {
            answer = (await client.ReadAsync($"{Imports}/{import}")).Is(HttpStatusCode.OK).Body;
            return answer.GetProperty("state").GetString() is "done" or "failed";
        }, seconds: 180);
        return answer;
    }

    public static async Task<List<JsonElement>> ErrorsAsync(this HttpClient client, JsonElement import, params (string, string)[] headers)
    {
        var all = new List<JsonElement>();
        for (var page = 1; ; page++)
        {
            var answer = (await client.ReadAsync($"{Imports}/{import.GetProperty("id").GetGuid()}/errors?pageSize=100&page={page.ToString(CultureInfo.InvariantCulture)}", headers)).Is(HttpStatusCode.OK).Body;
            all.AddRange(answer.GetProperty("items").EnumerateArray());
            if (all.Count >= answer.GetProperty("total").GetInt32()) return all;
        }
    }

    /// <summary>Created, changed, unchanged, failed.</summary>
    public static (int, int, int, int) Counts(this JsonElement import) =>
        (import.GetProperty("created").GetInt32(), import.GetProperty("changed").GetInt32(), import.GetProperty("unchanged").GetInt32(), import.GetProperty("failed").GetInt32());
}
