using System.Globalization;
using System.Reflection;

namespace Nabij.Benchmarks.Gateway;

/// <summary>What the gateway adds to a request: against the same upstream without it, and against YARP with nothing around it.</summary>
internal static class GatewayBenchmark
{
    private const int Connections = 32;
    private const string Route = "bench";

    private static readonly int Rounds = Settings.Get("NABIJ_BENCH_ROUNDS", 5);
    private static readonly int Seconds = Settings.Get("NABIJ_BENCH_SECONDS", 5);

    public static async Task<Report> RunAsync()
    {
        var port = int.Parse(Settings.Get("NABIJ_BENCH_PORT"), CultureInfo.InvariantCulture);
        var self = Assembly.GetExecutingAssembly().Location;
        var (upstream, proxy, gateway) = (port, port + 1, port + 2);
        await using var upstreamServer = await ServerProcess.StartAsync(At(upstream), self, ["upstream", $"{upstream}"]);
        await using var proxyServer = await ServerProcess.StartAsync(At(proxy), self, ["proxy", $"{proxy}", $"{upstream}"]);
        var targets = new List<(string Name, Uri Address)> { ("direct", At(upstream)), ("bare YARP", At(proxy)) };

        var assembly = Settings.Find("NABIJ_BENCH_GATEWAY");
        await using var gatewayServer = assembly is null ? null : await ServerProcess.StartAsync(At(gateway), assembly, [], Override(gateway, upstream));
        if (gatewayServer is not null) targets.Add(("gateway", At(gateway)));

        var rates = targets.ToDictionary(t => t.Name, _ => new List<double>());
        foreach (var (_, address) in targets) await Wrk.RunAsync(address, Connections, Seconds); // warm-up
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (name, address) in targets)
            {
                rates[name].Add(await Wrk.RunAsync(address, Connections, Seconds));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {rates[name][^1]:F0} requests/s"));
            }
        }

        return Describe(rates);
    }

    private static Uri At(int port) => new($"{Servers.Address(port)}/{Route}/answer");

    /// <summary>One more route of the gateway, to the upstream of the benchmark, open to everyone.</summary>
    private static Dictionary<string, string> Override(int port, int upstream) => new()
    {
        ["ASPNETCORE_URLS"] = Servers.Address(port),
        [$"ReverseProxy__Routes__{Route}__ClusterId"] = Route,
        [$"ReverseProxy__Routes__{Route}__Match__Path"] = $"/{Route}/{{**rest}}",
        [$"ReverseProxy__Routes__{Route}__AuthorizationPolicy"] = "Anonymous",
        [$"ReverseProxy__Clusters__{Route}__Destinations__one__Address"] = Servers.Address(upstream),
    };

    private static Report Describe(Dictionary<string, List<double>> rates)
    {
        var report = new Report("gateway", $"""
            1 kB of JSON over {Connections} keep-alive connections, `wrk` with one thread, {Seconds} s each, {Rounds} alternating rounds; upstream, proxy and load generator
            share the machine, each in a process of its own.
            """);
        report.Table([["way", "requests/s", "ratio to direct", "ratio to bare YARP"], .. rates.Select(Row)]);
        return report;

        string[] Row(KeyValuePair<string, List<double>> way) =>
            [way.Key, Statistics.Spread(way.Value, "F0"), Ratio(way.Value, rates["direct"]), Ratio(way.Value, rates["bare YARP"])];

        static string Ratio(List<double> of, List<double> to) => Statistics.Spread([.. of.Zip(to, (o, t) => o / t)], "F2");
    }
}
