using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;

namespace Nabij.Benchmarks.Gateway;

/// <summary>The servers that are compared. Each runs in a process of its own, as it would in production.</summary>
internal static class Servers
{
    /// <summary>A service that does nothing but answer 1 kB of JSON.</summary>
    public static async Task RunUpstreamAsync(int port)
    {
        var answer = System.Text.Encoding.UTF8.GetBytes($$"""{"filler":"{{new string('x', 1009)}}"}""");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Address(port));
        await using var app = builder.Build();
        app.MapGet("/{**path}", () => Results.Bytes(answer, "application/json"));
        await app.RunAsync();
    }

    /// <summary>YARP with one route and nothing around it.</summary>
    public static async Task RunBareProxyAsync(int port, int upstream)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Address(port));
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "upstream", Match = new RouteMatch { Path = "/{**path}" } }],
            [
                new ClusterConfig
                {
                    ClusterId = "upstream",
                    Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = Address(upstream) } },
                },
            ]);
        await using var app = builder.Build();
        app.MapReverseProxy();
        await app.RunAsync();
    }

    public static string Address(int port) => $"http://127.0.0.1:{port}";
}

/// <summary>A server in a process of its own, until disposed.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    /// <summary>Returns when <paramref name="address"/> answers 200.</summary>
    public static async Task<ServerProcess> StartAsync(Uri address, string assembly, string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        // Its output is not read: a pipe that fills would stop it.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec dotnet \"$@\" >/dev/null 2>&1", "sh", assembly, .. arguments])
        {
            WorkingDirectory = Path.GetDirectoryName(assembly),
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        var server = new ServerProcess(Process.Start(start)!);
        using var client = new HttpClient();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var began = Stopwatch.GetTimestamp();
        while (!await AnswersAsync(client, address))
        {
            if (!server._process.HasExited && Stopwatch.GetElapsedTime(began) < Longest && await timer.WaitForNextTickAsync()) continue;
            await server.DisposeAsync();
            throw new InvalidOperationException($"{Path.GetFileName(assembly)} {string.Join(' ', arguments)} does not answer at {address}.");
        }

        return server;
    }

    private static async Task<bool> AnswersAsync(HttpClient client, Uri address)
    {
        try
        {
            using var response = await client.GetAsync(address);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // not listening yet
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
