using System.Globalization;
using Nabij.Benchmarks;
using Nabij.Benchmarks.Events;
using Nabij.Benchmarks.Gateway;
using Nabij.Benchmarks.Imports;
using Nabij.Benchmarks.Search;
using Nabij.Benchmarks.Signals;

// Started by `./nabij bench`, which gives it servers of its own and the settings in NABIJ_BENCH_*.
switch (args)
{
    case ["events", .. var options]:
        await ShowAsync(await EventsBenchmark.RunAsync(), options);
        return 0;
    case ["gateway", .. var options]:
        await ShowAsync(await GatewayBenchmark.RunAsync(), options);
        return 0;
    case ["search", .. var options]:
        await ShowAsync(await SearchBenchmark.RunAsync(), options);
        return 0;
    case ["import", .. var options]:
        await ShowAsync(await ImportBenchmark.RunAsync(), options);
        return 0;

    case ["signals", .. var options]:
        await ShowAsync(await SignalsBenchmark.RunAsync(), options);
        return 0;

    // The gateway benchmark starts these, each in a process of its own.
    case ["upstream", var port]:
        await Servers.RunUpstreamAsync(Number(port));
        return 0;
    case ["proxy", var port, var upstream]:
        await Servers.RunBareProxyAsync(Number(port), Number(upstream));
        return 0;

    default:
        await Console.Error.WriteLineAsync("usage: Nabij.Benchmarks events|gateway|search|import|signals [--write]");
        return 2;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static async Task ShowAsync(Report report, string[] options)
{
    Console.WriteLine($"\n{report.ToMarkdown()}");
    if (options.Contains("--write")) await report.WriteAsync(Settings.Get("NABIJ_BENCH_DOCUMENT"));
}
