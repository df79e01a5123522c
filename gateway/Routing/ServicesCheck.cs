using Microsoft.Extensions.Diagnostics.HealthChecks;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Nabij.Gateway.Routing;

/// <summary>Which services can be reached. One that cannot makes the gateway degraded and not unready: the others are still served.</summary>
internal sealed class ServicesCheck(IProxyStateLookup proxy) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var states = proxy.GetClusters().ToDictionary(c => c.ClusterId, c => (object)(IsUp(c) ? "healthy" : "unhealthy"));
        return Task.FromResult(states.ContainsValue("unhealthy")
            ? HealthCheckResult.Degraded(data: states)
            : HealthCheckResult.Healthy(data: states));
    }

    private static bool IsUp(ClusterState cluster) => cluster.Destinations.Values.Any(d => d.Health is { Active: not DestinationHealth.Unhealthy, Passive: not DestinationHealth.Unhealthy });
}
