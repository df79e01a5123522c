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
