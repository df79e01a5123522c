using System.Globalization;
using System.Reflection;

namespace Nabij.Benchmarks.Gateway;

/// <summary>What the gateway adds to a request: against the same upstream without it, and against YARP with nothing around it.</summary>
internal static class GatewayBenchmark
{
    private const int Connections = 32;
    private const string Path = "/catalog/v1/answer";

    private static readonly int Rounds = Settings.Get("NABIJ_BENCH_ROUNDS", 5);
    private static readonly int Seconds = Settings.Get("NABIJ_BENCH_SECONDS", 5);
    private static readonly string[] Services = ["catalog", "signals", "coalition", "notifications"];

    /// <summary>A way to the upstream; with a token if the way checks one.</summary>
    private sealed record Way(string Name, int Port, string? Token = null)
    {
        public List<double> Rates { get; } = [];

        public Uri Address => At(Port);

        public Task<double> RunAsync() => Wrk.RunAsync(Address, Connections, Seconds, Token);
    }

    public static async Task<Report> RunAsync()
    {
        var port = int.Parse(Settings.Get("NABIJ_BENCH_PORT"), CultureInfo.InvariantCulture);
        var self = Assembly.GetExecutingAssembly().Location;
        var gateway = Settings.Get("NABIJ_BENCH_GATEWAY");
        await using var surroundings = await Surroundings.StartAsync(port + 4);
        Way direct = new("direct", port), bare = new("bare YARP", port + 1);
        Way protecting = new("gateway", port + 2, surroundings.Token()), forwarding = new("gateway, limits and telemetry off, no token", port + 3);
        await using var server1 = await ServerProcess.StartAsync(direct.Address, self, ["upstream", $"{direct.Port}"]);
        await using var server2 = await ServerProcess.StartAsync(bare.Address, self, ["proxy", $"{bare.Port}", $"{direct.Port}"]);
        await using var server3 = await ServerProcess.StartAsync(protecting.Address, gateway, [], new Dictionary<string, string>(surroundings.Environment)
        {
            // The limiter works, and lets this one caller through.
            ["Limits__Portal__Permits"] = $"{int.MaxValue}",
        }.ForGateway(protecting.Port, direct.Port));
        await using var server4 = await ServerProcess.StartAsync(forwarding.Address, gateway, [], new Dictionary<string, string>
        {
            ["Limits__Enabled"] = "false",
            ["OTEL_SDK_DISABLED"] = "true",
        }.ForGateway(forwarding.Port, direct.Port));

        Way[] ways = [direct, bare, protecting, forwarding];
        // Code is compiled again, better, while it runs: the first seconds say nothing.
        for (var warmUp = 0; warmUp < 2; warmUp++)
            foreach (var way in ways) await way.RunAsync();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var way in ways)
            {
                way.Rates.Add(await way.RunAsync());
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{way.Name}: {way.Rates[^1]:F0} requests/s"));
            }
        }

        return Describe(ways, direct, bare);
    }

    private static Uri At(int port) => new(Servers.Address(port) + Path);

    private static Dictionary<string, string> ForGateway(this Dictionary<string, string> environment, int port, int upstream)
    {
        environment["ASPNETCORE_URLS"] = Servers.Address(port);
        foreach (var service in Services) environment[$"Services__{service}"] = Servers.Address(upstream);
        return environment;
    }

    private static Report Describe(Way[] ways, Way direct, Way bare)
    {
        var report = new Report("gateway", $"""
            1 kB of JSON over {Connections} keep-alive connections, `wrk` with one thread, {Seconds} s each, {Rounds} alternating rounds; upstream, proxies and load generator
            share the machine, each in a process of its own. `gateway` checks a signed token, counts against a limit and exports its traces,
            metrics and logs to a collector that drops them.
            """);
        report.Table([["way", "requests/s", "ratio to direct", "ratio to bare YARP"], .. ways.Select(Row)]);
        return report;

        string[] Row(Way way) => [way.Name, Statistics.Spread(way.Rates, "F0"), Ratio(way, direct), Ratio(way, bare)];

        static string Ratio(Way of, Way to) => Statistics.Spread([.. of.Rates.Zip(to.Rates, (o, t) => o / t)], "F2");
    }
}
