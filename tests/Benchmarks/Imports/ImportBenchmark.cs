using System.Diagnostics;
using System.Globalization;
using System.Text;
using Dapper;
using Nabij.Benchmarks.Search;
using Npgsql;

namespace Nabij.Benchmarks.Imports;

/// <summary>A CSV file with services, by the import of the catalogue, against a COPY of the same rows into a table without indexes.</summary>
internal static class ImportBenchmark
{
    private const string Name = "bench_import", Columns = "id, organisation_id, state, version, content, name, support_types, national, municipalities, published_at, changed_at";

    private static readonly int Rows = Settings.Get("NABIJ_BENCH_ROWS", 100_000);
    private static readonly int Runs = Settings.Get("NABIJ_BENCH_RUNS", 3);

    private static readonly string Database = new NpgsqlConnectionStringBuilder(Settings.Get("NABIJ_BENCH_POSTGRES")) { Database = Name, MaxPoolSize = 20 }.ConnectionString;
    private static readonly Dictionary<string, string> Environment = CatalogProcess.EnvironmentFor(Database);
    private static readonly Uri Address = new(Environment["ASPNETCORE_URLS"]);

    public static async Task<Report> RunAsync()
    {
        var (file, copy) = await PrepareAsync();
        var (copies, drafts, again, published) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var run = 0; run < Runs; run++)
        {
            copies.Add(await CopyAsync(copy));
            var first = await ImportAsync(file, publish: false, twice: true);
            drafts.Add(first[0]);
            again.Add(first[1]);
            published.Add((await ImportAsync(file, publish: true, twice: false))[0]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"run {run + 1}: COPY {copies[^1]:F1} s, drafts {drafts[^1]:F1} s, again {again[^1]:F1} s, published {published[^1]:F1} s"));
        }

        var report = new Report("import", $"""
            A CSV file of {Rows:N0} generated services (fixed seed, {file.Length / 1e6:F0} MB), from its first byte to the database until the import is done: read, checked by the rules of the API,
            looked up by source, compared, stored with all indexes. `COPY` brings the same rows in binary form into a table with a primary key only. `published` also stores an event for each, and the
            search index of the process and the relay of events work beside it. `again` is the same file once more: nothing changes. {Runs} alternating runs.
            """);
        report.Table(
            [["work", "seconds", "rows/s", "ratio to COPY"],
            Line("COPY", copies), Line("import, drafts", drafts), Line("import, published", published), Line("import again, unchanged", again)]);
        return report;

        string[] Line(string what, List<double> times) =>
            [what, $"{Number(Statistics.Median([.. times]))} ({Number(times.Min())}–{Number(times.Max())})", (Rows / Statistics.Median([.. times])).ToString("N0", CultureInfo.InvariantCulture),
                Number(Statistics.Median([.. times]) / Statistics.Median([.. copies])) + " ×"];
    }

    /// <summary>The file, as the catalogue exports it, with its ids as those of a source; and the rows as PostgreSQL gives them.</summary>
    private static async Task<(byte[] File, byte[] Copy)> PrepareAsync()
    {
        Console.WriteLine($"generating {Rows:N0} services");
        await RenewAsync();
        await using var db = NpgsqlDataSource.Create(Database);
        await new RandomServices(3).StoreAsync(db, Rows);
        using var copy = new MemoryStream();
        await using (var connection = await db.OpenConnectionAsync())
        await using (var rows = await connection.BeginRawBinaryCopyAsync($"copy service ({Columns}) to stdout (format binary)")) await rows.CopyToAsync(copy);

        await using var service = await CatalogProcess.StartAsync(Environment);
        using var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(10) };
        var file = new StringBuilder();
        using var lines = new StreamReader(await http.GetStreamAsync(new Uri("/catalog/v1/exports/services.csv", UriKind.Relative)));
        file.Append(await lines.ReadLineAsync()).Append("\r\n");
        // The first two cells of each line are the id of the source, which has none, and ours.
        while (await lines.ReadLineAsync() is { } line) file.Append(line.AsSpan(1, 36)).Append(';').Append(line.AsSpan(37)).Append("\r\n");
        return (Encoding.UTF8.GetBytes(file.ToString()), copy.ToArray());
    }

    private static async Task<double> CopyAsync(byte[] rows)
    {
        await CatalogProcess.OnServerAsync($"drop database if exists {Name} with (force)", $"create database {Name}");
        await using var db = NpgsqlDataSource.Create(Database);
        await using var connection = await db.OpenConnectionAsync();
        await connection.ExecuteAsync("""
            create table service (id uuid primary key, organisation_id uuid, state text, version int, content jsonb, name text, support_types text[], national boolean,
                                  municipalities text[], published_at timestamptz, changed_at timestamptz)
            """);
        var started = Stopwatch.GetTimestamp();
        await using (var copy = await connection.BeginRawBinaryCopyAsync($"copy service ({Columns}) from stdin (format binary)")) await copy.WriteAsync(rows);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<double[]> ImportAsync(byte[] file, bool publish, bool twice)
    {
        await RenewAsync();
        await using var db = NpgsqlDataSource.Create(Database);
        await new RandomServices(3).StoreAsync(db, 0); // the organisations
        await using var service = await CatalogProcess.StartAsync(Environment);
        var times = new List<double>();
        for (var i = 0; i < (twice ? 2 : 1); i++)
        {
            var started = Stopwatch.GetTimestamp();
            await ImportAsync(db, file, publish, i == 0);
            times.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            await using var connection = await db.OpenConnectionAsync();
            var stored = await connection.ExecuteScalarAsync<int>($"select count(*) from service where version = {(publish ? 2 : 1)}", commandTimeout: 0);
            if (stored != Rows) throw new InvalidOperationException($"{stored} of {Rows} services were stored.");
        }

        return [.. times];
    }

    private static async Task ImportAsync(NpgsqlDataSource db, byte[] file, bool publish, bool isNew)
    {
        var id = Guid.CreateVersion7();
        await using var connection = await db.OpenConnectionAsync();
        await connection.ExecuteAsync("""
            insert into import (id, municipalities, acts_in, source, format, publish, dry_run, state, received_at) values (@id, '{*}', '{*}', 'bench', 'csv', @publish, false, 'receiving', now())
            """, new { id, publish });
        foreach (var (data, number) in file.Chunk(1024 * 1024).Select((c, i) => (c, i)))
            await connection.ExecuteAsync("insert into import_chunk (import_id, number, data) values (@id, @number, @data)", new { id, number, data });
        await connection.ExecuteAsync("update import set state = 'waiting' where id = @id", new { id });
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var counted = isNew ? "created" : "unchanged";
        while (await connection.ExecuteScalarAsync<string>("select state from import where id = @id", new { id }) is "waiting" or "running") await timer.WaitForNextTickAsync();
        var count = await connection.ExecuteScalarAsync<int>($"select {counted} from import where id = @id", new { id });
        if (count != Rows) throw new InvalidOperationException($"{count} of {Rows} rows were {counted}.");
    }

    private static async Task RenewAsync()
    {
        await CatalogProcess.OnServerAsync($"drop database if exists {Name} with (force)", $"create database {Name}");
        await CatalogProcess.RunAsync(["deploy"], Environment);
    }

    private static string Number(double value) => value.ToString(value < 100 ? "F1" : "F0", CultureInfo.InvariantCulture);
}
