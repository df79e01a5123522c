using System.Diagnostics;
using System.Globalization;
using Dapper;
using Npgsql;

namespace Nabij.Benchmarks.Search;

/// <summary>Search with all facets over HTTP, in a small and in a large catalogue, against the same answers by SQL alone.</summary>
internal static class SearchBenchmark
{
    private static readonly int[] Sizes = [.. (Settings.Find("NABIJ_BENCH_SIZES") ?? "50000,1000000").Split(',').Select(s => int.Parse(s, CultureInfo.InvariantCulture))];
    private static readonly int Asked = Settings.Get("NABIJ_BENCH_QUESTIONS", 3_000);
    private static readonly int AskedOfSql = Settings.Get("NABIJ_BENCH_SQL_QUESTIONS", 30);

    private sealed record Measured(int Size, double[] Times, double[] CompareService, double[] CompareSql, TimeSpan Start, double Memory, double Rate);

    public static async Task<Report> RunAsync()
    {
        var measured = new List<Measured>();
        var empty = await MeasureAsync(0);
        foreach (var size in Sizes) measured.Add(await MeasureAsync(size));

        var report = new Report("search", $"""
            {Asked:N0} mixed questions, one after the other over HTTP to one process of the catalogue (a page of 20, all facets with counts, national lane): four of five in
            one of the municipalities, half with words (some with an error), most with filters. `SQL alone` answers the first {AskedOfSql} of them with a count, a page and a GROUP BY
            per facet over a table made for it. Memory is the proportional set size (median of twenty moments while it was asked) above that of a process that has no services and was asked the same. Generated services (fixed seed).
            """);
        report.Table(
            [["services", "p50 ms", "p99 ms", "SQL alone, median ms", "ratio of medians", "searches/s, 4 at once", "start s", "kB a service"],
            .. measured.Select(m => new[]
            {
                m.Size.ToString("N0", CultureInfo.InvariantCulture), Number(Statistics.Median(m.Times)), Number(Statistics.Percentile(m.Times, 99)), Number(Statistics.Median(m.CompareSql)),
                Number(Statistics.Median(m.CompareSql) / Statistics.Median(m.CompareService)), m.Rate.ToString("F0", CultureInfo.InvariantCulture), Number(m.Start.TotalSeconds),
                Number((m.Memory - empty.Memory) / 1024 / m.Size),
            })]);
        if (measured.Count > 1)
        {
            report.Table(
                [["growth", "services", "time (median)", "time (p99)"],
                [$"from {measured[0].Size:N0} to {measured[^1].Size:N0}", Number((double)measured[^1].Size / measured[0].Size) + " ×",
                    Number(Statistics.Median(measured[^1].Times) / Statistics.Median(measured[0].Times)) + " ×", Number(Statistics.Percentile(measured[^1].Times, 99) / Statistics.Percentile(measured[0].Times, 99)) + " ×"]]);
        }

        return report;
    }

    private static async Task<Measured> MeasureAsync(int size)
    {
        var name = $"bench_search_{size}";
        var database = new NpgsqlConnectionStringBuilder(Settings.Get("NABIJ_BENCH_POSTGRES")) { Database = name, MaxPoolSize = 20 }.ConnectionString;
        await CatalogProcess.OnServerAsync($"drop database if exists {name} with (force)", $"create database {name}");
        try
        {
            await using var db = NpgsqlDataSource.Create(database);
            var environment = CatalogProcess.EnvironmentFor(database);
            await CatalogProcess.RunAsync(["deploy"], environment);
            Console.WriteLine($"storing {size:N0} services");
            await new RandomServices(1).StoreAsync(db, size);
            await ExecuteAsync(db, "vacuum analyze");
            var address = new Uri(environment["ASPNETCORE_URLS"]);
            var started = Stopwatch.GetTimestamp();
            await using var service = await CatalogProcess.StartAsync(environment);
            var start = Stopwatch.GetElapsedTime(started);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ready after {start.TotalSeconds:F1} s"));

            using var http = new HttpClient { BaseAddress = address };
            var questions = new Questions(2);
            List<Question> asked = [.. Enumerable.Range(0, Asked).Select(_ => questions.Next())];
            await AskAsync(http, asked.Take(asked.Count / 3)); // warm-up: code is compiled again, better, while it runs
            // How much garbage there is at one moment is chance: the median of twenty moments counts.
            var (times, memories) = (new List<double>(), new List<double>());
            foreach (var some in asked.Chunk((asked.Count + 19) / 20))
            {
                times.AddRange(await AskAsync(http, some));
                memories.Add(MemoryOf(service.Id));
            }

            var rate = await RateAsync(http, asked);
            var memory = Statistics.Median([.. memories]);
            if (size == 0) return new Measured(size, [.. times], [], [], start, memory, rate);

            foreach (var (time, question) in times.Zip(asked).OrderByDescending(t => t.First).Take(5)) Console.WriteLine($"slowest: {Number(time)} ms {question.ToAddress()}");
            var compared = asked.Take(AskedOfSql).ToList();
            var byService = await AskAsync(http, compared);
            Console.WriteLine("preparing SQL alone");
            await SqlSearch.PrepareAsync(db);
            await using var connection = await db.OpenConnectionAsync();
            foreach (var question in compared.Take(3)) await SqlSearch.AnswerAsync(connection, question);
            var bySql = new List<double>();
            foreach (var question in compared) bySql.Add((await SqlSearch.AnswerAsync(connection, question)).TotalMilliseconds);
            return new Measured(size, [.. times], byService, [.. bySql], start, memory, rate);
        }
        finally
        {
            await CatalogProcess.OnServerAsync($"drop database if exists {name} with (force)");
        }
    }

    private static async Task<double[]> AskAsync(HttpClient http, IEnumerable<Question> questions)
    {
        var times = new List<double>();
        foreach (var question in questions)
        {
            var asked = Stopwatch.GetTimestamp();
            using var answer = await http.GetAsync(question.ToAddress());
            await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
            times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
        }

        return [.. times];
    }

    private static async Task<double> RateAsync(HttpClient http, List<Question> questions)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(questions.Chunk((questions.Count + 3) / 4).Select(some => AskAsync(http, some)));
        return questions.Count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Proportional set size in bytes.</summary>
    private static double MemoryOf(int process) => 1024.0 * long.Parse(
        File.ReadLines($"/proc/{process}/smaps_rollup").First(l => l.StartsWith("Pss:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    private static async Task ExecuteAsync(NpgsqlDataSource db, string sql)
    {
        await using var connection = await db.OpenConnectionAsync();
        await connection.ExecuteAsync(sql, commandTimeout: 0);
    }

    private static string Number(double value) => value.ToString(value < 100 ? "F1" : "F0", CultureInfo.InvariantCulture);
}
