using System.Collections.Concurrent;
using System.Diagnostics;
using Dapper;

namespace Nabij.Benchmarks.Events;

internal static class Latency
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Milliseconds from the moment at which each event was due until its effect was heard of. Open loop: a stall delays no later
    /// event's due moment, so it counts for every event that it hits.
    /// </summary>
    public static async Task<List<double>> MeasureAsync(EventPath path, long first, int perSecond, int seconds)
    {
        var count = perSecond * seconds;
        var heard = new ConcurrentDictionary<string, long>();
        await using var connection = await path.Target.Connections.OpenConnectionAsync();
        connection.Notification += (_, n) => heard[n.Payload] = Stopwatch.GetTimestamp();
        await connection.ExecuteAsync("listen effect");
        using var bound = new CancellationTokenSource(Longest + TimeSpan.FromSeconds(seconds));
        var listening = Task.Run(async () =>
        {
            while (heard.Count < count) await connection.WaitAsync(bound.Token);
        });

        var start = Stopwatch.GetTimestamp() + Stopwatch.Frequency / 10;
        var due = Enumerable.Range(0, count).Select(i => start + i * Stopwatch.Frequency / perSecond).ToArray();
        var writing = new List<Task>(count);
        using (var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1)))
        {
            while (writing.Count < count)
            {
                while (writing.Count < count && due[writing.Count] <= Stopwatch.GetTimestamp()) writing.Add(path.WriteAsync(first + writing.Count));
                await timer.WaitForNextTickAsync(bound.Token);
            }
        }

        await Task.WhenAll(writing);
        await listening;
        await connection.ExecuteAsync("unlisten effect");
        return [.. due.Select((at, i) => (heard[EventPath.EffectOf(first + i)] - at) * 1000.0 / Stopwatch.Frequency)];
    }
}
