using System.Diagnostics;
using System.Globalization;

namespace Nabij.Benchmarks.Events;

/// <summary>Throughput and latency of the event path, against a baseline written by hand, in the same run.</summary>
internal static class EventsBenchmark
{
    public const int Writers = 16;

    private const int PerSecond = 200;
    private static readonly int Events = Settings.Get("NABIJ_BENCH_EVENTS", 20_000);
    private static readonly int Pairs = Settings.Get("NABIJ_BENCH_PAIRS", 5);
    private static readonly int Seconds = Settings.Get("NABIJ_BENCH_SECONDS", 20);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    public static async Task<Report> RunAsync()
    {
        await using var limit = new Limit();
        await using var ours = new Ours();
        EventPath[] paths = [limit, ours];
        var (next, rates, costs, delays) = (paths.ToDictionary(p => p, _ => 0L), Empty(paths), Empty(paths), Empty(paths));
        foreach (var path in paths)
        {
            await path.StartAsync();
            next[path] = Events / 2;
            await ThroughputAsync(path, 0, Events / 2);
            // A plan made while a table was empty would stay for the whole run.
            await path.Source.ExecuteAsync("analyze");
            await path.Target.ExecuteAsync("analyze");
        }

        for (var pair = 0; pair < Pairs; pair++)
        {
            foreach (var path in paths)
            {
                var before = Environment.CpuUsage.TotalTime;
                rates[path].Add(await ThroughputAsync(path, next[path], Events));
                costs[path].Add((Environment.CpuUsage.TotalTime - before).TotalMicroseconds / Events);
                next[path] += Events;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path.Name} {rates[path][^1]:F0} events/s"));
            }
        }

        foreach (var path in paths)
        {
            await path.Target.ExecuteAsync(Schema.Announce);
            // What the burst before left to clean up is not part of the steady state.
            foreach (var database in new[] { path.Source, path.Target }) await database.ExecuteAsync("vacuum analyze");
            await path.Target.ExecuteAsync("checkpoint");
            await Latency.MeasureAsync(path, next[path], PerSecond, 3); // warm-up
            next[path] += PerSecond * 3;
            delays[path] = await Latency.MeasureAsync(path, next[path], PerSecond, Seconds);
            next[path] += PerSecond * Seconds;
            await VerifyAsync(path, next[path]);
        }

        return Describe(limit, ours, rates, costs, delays);
    }

    /// <summary>Events per second, from the first write until the last effect stands in the other database.</summary>
    private static async Task<double> ThroughputAsync(EventPath path, long first, int count)
    {
        var end = first + count;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var number = first; number < end; number++)
            {
                if (number % Writers == writer) await path.WriteAsync(number);
            }
        })));
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (await path.Target.ScalarAsync<long>("select coalesce(max(id), 0) from effect") < end)
        {
            if (Stopwatch.GetElapsedTime(start) > Longest) throw new TimeoutException($"{path.Name}: not all effects within {Longest}.");
            await poll.WaitForNextTickAsync();
        }

        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>A fast path that loses or doubles an event, or breaks an aggregate's order, has no figure.</summary>
    private static async Task VerifyAsync(EventPath path, long count)
    {
        var effects = await path.Target.ScalarAsync<long>("select count(*) from effect");
        var distinct = await path.Target.ScalarAsync<long>("select count(distinct (key, version)) from effect");
        if (effects != count || distinct != count)
            throw new InvalidOperationException($"{path.Name}: {count} events, {effects} effects, {distinct} of them distinct.");

        var overtaken = await path.Target.ScalarAsync<long>("""
            select count(*) from (select version, lag(version, 1, 0) over (partition by key order by id) as before from effect) e where version <> before + 1
            """);
        Console.WriteLine($"{path.Name}: {count} events, each with one effect; {overtaken} out of their aggregate's order");
        if (overtaken > 0 && path is Ours) throw new InvalidOperationException($"{path.Name}: {overtaken} effects out of order.");
    }

    private static Report Describe(EventPath limit, EventPath ours, Dictionary<EventPath, List<double>> rates,
        Dictionary<EventPath, List<double>> costs, Dictionary<EventPath, List<double>> delays)
    {
        var report = new Report("events", string.Create(CultureInfo.InvariantCulture, $"""
            {Events:N0} times: business row and event in one transaction, {Writers} writers → RabbitMQ (quorum queue, publisher confirms) → inbox → row in another
            database; {EventPath.Aggregates:N0} aggregates; {Pairs} alternating pairs. `limit` is the same work by hand, for one event, without order, retries or traces
            (`tests/Benchmarks/Events/Limit.cs`). Latency: {PerSecond} events a second for {Seconds} s, open loop, from the moment at which an event was
            due until another connection hears that its effect was committed. Processor time is that of this program, for one event, without the servers'.
            """));
        var ratios = rates[ours].Zip(rates[limit], (o, l) => o / l).ToList();
        report.Table(
            ["path", "events/s", "ratio to limit", "µs of processor", "p50 ms", "p99 ms", "max ms"],
            Row(limit, "1"),
            Row(ours, Statistics.Spread(ratios, "F2")));
        return report;

        string[] Row(EventPath path, string ratio) =>
            [path.Name, Statistics.Spread(rates[path], "F0"), ratio, Statistics.Spread(costs[path], "F0"), Ms(path, 50), Ms(path, 99), Ms(path, 100)];

        string Ms(EventPath path, double percent) => Statistics.Percentile(delays[path], percent).ToString("F1", CultureInfo.InvariantCulture);
    }

    private static Dictionary<EventPath, List<double>> Empty(EventPath[] paths) => paths.ToDictionary(p => p, _ => new List<double>());
}
