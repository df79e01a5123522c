using System.Diagnostics;
using System.Globalization;
using Dapper;
using Nabij.Benchmarks.Search;
using Nabij.Contracts;
using Npgsql;

namespace Nabij.Benchmarks.Imports;

/// <summary>A CSV file with services, some of them wrong, by the import of the catalogue, against a COPY of the good rows into a table without indexes; and whether all came as it should.</summary>
internal static class ImportBenchmark
{
    private const string Name = "bench_import";

    /// <summary>So many times COPY at most.</summary>
    private const int Aim = 10;

    private static readonly int Rows = Settings.Get("NABIJ_BENCH_ROWS", 100_000);
    private static readonly int Runs = Settings.Get("NABIJ_BENCH_RUNS", 3);

    private static readonly string Database = new NpgsqlConnectionStringBuilder(Settings.Get("NABIJ_BENCH_POSTGRES")) { Database = Name, MaxPoolSize = 20 }.ConnectionString;
    private static readonly Dictionary<string, string> Environment = CatalogProcess.EnvironmentFor(Database);

    public static async Task<Report> RunAsync()
    {
        Console.WriteLine($"generating {Rows:N0} services");
        await RenewAsync();
        var file = await ImportFile.MakeAsync(Environment, Rows);
        var (copies, drafts, again, published) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var run = 0; run < Runs; run++)
        {
            copies.Add(await CopyAsync(file));
            var first = await ImportAsync(file, publish: false);
            drafts.Add(first.New);
            again.Add(first.Again);
            published.Add((await ImportAsync(file, publish: true)).New);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"run {run + 1}: COPY {copies[^1]:F1} s, drafts {drafts[^1]:F1} s, again {again[^1]:F1} s, published {published[^1]:F1} s"));
        }

        var killedAt = await KillAsync(file);
        Console.WriteLine($"killed at row {killedAt:N0} and started again: complete");

        var missed = new[] { ("drafts", drafts), ("published", published), ("again", again) }
            .Where(w => Ratio(w.Item2) > Aim).Select(w => $"{w.Item1} ({Number(Ratio(w.Item2))} ×)").ToList();
        var report = new Report("import", $"""
            A CSV file of {Rows:N0} generated services (fixed seed, {file.Body.Length / 1e6:F0} MB), one in {Mistake.Every} with a mistake, from its first byte to the database until the import is done:
            read, checked by the rules of the API, looked up by source, compared, stored with all indexes. `COPY` brings the good rows in binary form into a table with a primary key only.
            `published` also stores an event for each, and the search index of the process and the relay of events to a quorum queue work beside it. `again` is the same file once more.
            {Runs} alternating runs, each with a new database and a new process. The aim is {Aim} × COPY at most{(missed.Count == 0 ? "" : $"; not reached: {string.Join(", ", missed)}")}.
            """);
        report.Table(
            [["work", "seconds", "rows/s", "ratio to COPY"],
            Line("COPY", copies), Line("import, drafts", drafts), Line("import, published", published), Line("import again, unchanged", again)]);
        report.Table(
            [["looked at after each import, and once after a crash", "number"],
            ["good rows: services stored, once each", file.Good.ToString("N0", CultureInfo.InvariantCulture)],
            ["wrong rows: reported with their line, the column and a remedy, nothing stored", file.Wrong.Count.ToString("N0", CultureInfo.InvariantCulture)],
            ["import again: services, versions, marks or events that changed", "0"],
            ["crash (SIGKILL): rows that were done by then", killedAt.ToString("N0", CultureInfo.InvariantCulture)],
            ["crash, then started again: services or events missing or double", "0"]]);
        return report;

        string[] Line(string what, List<double> times) =>
            [what, $"{Number(Statistics.Median([.. times]))} ({Number(times.Min())}–{Number(times.Max())})", (Rows / Statistics.Median([.. times])).ToString("N0", CultureInfo.InvariantCulture),
                Number(Ratio(times)) + " ×"];

        double Ratio(List<double> times) => Statistics.Median([.. times]) / Statistics.Median([.. copies]);
    }

    private static async Task<double> CopyAsync(ImportFile file)
    {
        await CatalogProcess.OnServerAsync($"drop database if exists {Name} with (force)", $"create database {Name}");
        await using var db = NpgsqlDataSource.Create(Database);
        await using var connection = await db.OpenConnectionAsync();
        await connection.ExecuteAsync("""
            create table service (id uuid primary key, organisation_id uuid, state text, version int, content jsonb, name text, support_types text[], national boolean,
                                  municipalities text[], published_at timestamptz, changed_at timestamptz)
            """);
        var started = Stopwatch.GetTimestamp();
        await using (var copy = await connection.BeginRawBinaryCopyAsync($"copy service ({ImportFile.Columns}) from stdin (format binary)")) await copy.WriteAsync(file.GoodRows);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Twice the same file.</summary>
    private static async Task<(double New, double Again)> ImportAsync(ImportFile file, bool publish)
    {
        await RenewAsync();
        await using var db = NpgsqlDataSource.Create(Database);
        await new RandomServices(3).StoreAsync(db, 0); // the organisations
        await using var service = await CatalogProcess.StartAsync(Environment);
        var check = new ImportCheck(db, file);
        var (isNew, import) = await RunAsync();
        await check.IsStoredAsync(import, publish);
        var before = await check.StateAsync();
        var (isSame, next) = await RunAsync();
        await check.IsUnchangedAsync(next, before);
        return (isNew, isSame);

        async Task<(double Seconds, Guid Import)> RunAsync()
        {
            var started = Stopwatch.GetTimestamp();
            var id = await file.SendAsync(db, publish);
            await check.EndedAsync(id);
            return (Stopwatch.GetElapsedTime(started).TotalSeconds, id);
        }
    }

    /// <summary>The process is killed in the middle and started again. Returns how many rows it had done.</summary>
    private static async Task<int> KillAsync(ImportFile file)
    {
        await RenewAsync();
        await using var db = NpgsqlDataSource.Create(Database);
        await new RandomServices(3).StoreAsync(db, 0);
        var check = new ImportCheck(db, file);
        // Without a broker all events stay where they can be counted.
        var environment = new Dictionary<string, string>(Environment) { ["RabbitMq__Uri"] = "amqp://nobody:nothing@127.0.0.1:9/" };
        Guid id;
        await using (await CatalogProcess.StartAsync(environment))
        {
            id = await file.SendAsync(db, publish: true);
            await check.ReachedAsync(id, Rows / 2);
        }

        var position = await check.PositionAsync(id);
        if (position >= Rows) throw new InvalidOperationException("It was done before it was killed.");
        await using (await CatalogProcess.StartAsync(environment)) await check.EndedAsync(id);
        await check.IsStoredAsync(id, isPublished: true);
        await check.HasEachEventOnceAsync();
        return position;
    }

    private static async Task RenewAsync()
    {
        await CatalogProcess.OnServerAsync($"drop database if exists {Name} with (force)", $"create database {Name}");
        await CatalogProcess.RunAsync(["deploy"], Environment);
        await Listener.StartAsync(Name, typeof(ServicePublished));
    }

    private static string Number(double value) => value.ToString(value < 100 ? "F1" : "F0", CultureInfo.InvariantCulture);
}
