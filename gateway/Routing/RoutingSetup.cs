using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms;

namespace Nabij.Gateway.Routing;

/// <summary>Routes and clusters come from <c>ReverseProxy</c> in the configuration and are reloaded when it changes; what holds for all of them stands here.</summary>
internal static class RoutingSetup
{
    /// <summary>The headers that a client may send to a service. Whatever else it sends ends at the gateway.</summary>
    private static readonly string[] ForwardedHeaders =
    [
        "Accept", "Accept-Language", "Authorization", "Content-Type", "Content-Length", "Idempotency-Key", "If-Match", "If-None-Match", "Last-Event-ID",
        "Receipt-Session", "Proof-Of-Work", "traceparent", "tracestate",
    ];

    public static void AddRouting(this WebApplicationBuilder builder)
    {
        // A token is not needed here, but a bad one goes no further.
        builder.Services.AddAuthorizationBuilder().AddPolicy(Defaults.NoBadToken, policy => policy.RequireAssertion(context =>
            context.User.Identity is { IsAuthenticated: true } || context.Resource is HttpContext { Request.Headers.Authorization.Count: 0 }));
        builder.Services.AddSingleton<IForwarderHttpClientFactory, RetryingClientFactory>();
        builder.Services.AddReverseProxy()
            .LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"))
            .AddConfigFilter<Defaults>()
            .AddTransforms(context => context.AddRequestHeadersAllowed(ForwardedHeaders));
    }

    /// <summary>What every route and cluster has, unless its own configuration says otherwise.</summary>
    internal sealed class Defaults(IConfiguration configuration) : IProxyConfigFilter
    {
        public const string NoBadToken = "no-bad-token";

        public ValueTask<RouteConfig> ConfigureRouteAsync(RouteConfig route, ClusterConfig? cluster, CancellationToken cancel) => ValueTask.FromResult(route with
        {
            AuthorizationPolicy = route.AuthorizationPolicy ?? NoBadToken,
            Timeout = route.Timeout ?? TimeSpan.FromSeconds(35),
        });

        public ValueTask<ClusterConfig> ConfigureClusterAsync(ClusterConfig cluster, CancellationToken cancel) => ValueTask.FromResult(cluster with
        {
            Destinations = configuration[$"Services:{cluster.ClusterId}"] is { } address
                ? new Dictionary<string, DestinationConfig> { ["1"] = new() { Address = address } }
                : cluster.Destinations,
            HttpRequest = cluster.HttpRequest ?? new ForwarderRequestConfig { ActivityTimeout = TimeSpan.FromSeconds(30) },
            HealthCheck = cluster.HealthCheck ?? new HealthCheckConfig
            {
                // With one replica an unhealthy one is still the best guess; with several the sick one is passed by.
                AvailableDestinationsPolicy = "HealthyOrPanic",
                Active = new ActiveHealthCheckConfig
                {
                    Enabled = true,
                    Interval = TimeSpan.FromSeconds(5),
                    Timeout = TimeSpan.FromSeconds(2),
                    Policy = "ConsecutiveFailures",
                    Path = "/health/ready",
                },
                Passive = new PassiveHealthCheckConfig { Enabled = true, Policy = "TransportFailureRate", ReactivationPeriod = TimeSpan.FromSeconds(10) },
            },
        });
    }
}
