using System.Text;
using System.Text.RegularExpressions;
using Dapper;
using Nabij.Benchmarks.Search;
using Npgsql;

namespace Nabij.Benchmarks.Imports;

/// <summary>The file, as the catalogue exports it, with its ids as those of a source, and mistakes in some rows.</summary>
/// <param name="Wrong">The column to blame, by line.</param>
/// <param name="Good">How many rows are not wrong.</param>
/// <param name="GoodRows">Those, as PostgreSQL gives them: <see cref="Columns"/>, in binary form.</param>
internal sealed partial record ImportFile(byte[] Body, IReadOnlyDictionary<int, string> Wrong, int Good, byte[] GoodRows)
{
    public const string Columns = "id, organisation_id, state, version, content, name, support_types, national, municipalities, published_at, changed_at";

    private const string Source = "bench";

    /// <summary>Fills the database with services and reads them back.</summary>
    public static async Task<ImportFile> MakeAsync(Dictionary<string, string> environment, int count)
    {
        await using var db = NpgsqlDataSource.Create(environment["ConnectionStrings__catalog"]);
        await new RandomServices(3).StoreAsync(db, count);
        await using var service = await CatalogProcess.StartAsync(environment);
        using var http = new HttpClient { BaseAddress = new Uri(environment["ASPNETCORE_URLS"]), Timeout = TimeSpan.FromMinutes(10) };
        using var lines = new StreamReader(await http.GetStreamAsync(new Uri("/catalog/v1/exports/services.csv", UriKind.Relative)));
        var headings = (await lines.ReadLineAsync())!.TrimStart('\uFEFF').Split(';');
        var file = new StringBuilder();
        Append(headings);
        var (wrong, wrongIds) = (new Dictionary<int, string>(), new List<Guid>());
        var before = new Dictionary<string, string>();
        for (var i = 0; await lines.ReadLineAsync() is { } line; i++)
        {
            var row = headings.Zip(Cell().Matches(line), (heading, cell) => (heading, cell.Value)).ToDictionary();
            var id = row["bron_id"] = row["nabij_id"];
            row["nabij_id"] = "";
            if (Mistake.At(i) is { } mistake)
            {
                mistake.MakeIn(row, before);
                wrong[i + 2] = mistake.Heading;
                wrongIds.Add(Guid.Parse(id));
            }

            Append(headings.Select(h => row[h]));
            before = row;
        }

        await using var connection = await db.OpenConnectionAsync();
        await connection.ExecuteAsync("create temp table wrong as select unnest(@wrongIds) as id", new { wrongIds });
        using var rows = new MemoryStream();
        await using (var copy = await connection.BeginRawBinaryCopyAsync($"copy (select {Columns} from service where id not in (select id from wrong)) to stdout (format binary)"))
            await copy.CopyToAsync(rows);
        return new ImportFile(Encoding.UTF8.GetBytes(file.ToString()), wrong, count - wrong.Count, rows.ToArray());

        void Append(IEnumerable<string> cells) => file.AppendJoin(';', cells).Append("\r\n");
    }

    /// <summary>Puts it where a request would, and returns the id of the import.</summary>
    public async Task<Guid> SendAsync(NpgsqlDataSource db, bool publish)
    {
        var id = Guid.CreateVersion7();
        await using var connection = await db.OpenConnectionAsync();
        await connection.ExecuteAsync("""
            insert into import (id, municipalities, acts_in, source, format, publish, dry_run, state, received_at) values (@id, '{*}', '{*}', @Source, 'csv', @publish, false, 'receiving', now())
            """, new { id, Source, publish });
        foreach (var (data, number) in Body.Chunk(1024 * 1024).Select((c, i) => (c, i)))
            await connection.ExecuteAsync("insert into import_chunk (import_id, number, data) values (@id, @number, @data)", new { id, number, data });
        await connection.ExecuteAsync("update import set state = 'waiting' where id = @id", new { id });
        return id;
    }

    // A cell with quotes keeps them.
    [GeneratedRegex("(?<=^|;)(?:\"(?:[^\"]|\"\")*\"|[^;]*)(?=;|$)")]
    private static partial Regex Cell();
}
