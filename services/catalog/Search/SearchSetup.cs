using Microsoft.Extensions.Diagnostics.HealthChecks;
using Nabij.Catalog.Search.Index;
using Nabij.ServiceDefaults.Health;

namespace Nabij.Catalog.Search;

/// <summary>What the search is made of.</summary>
internal static class SearchSetup
{
    public static IServiceCollection AddSearch(this IServiceCollection services)
    {
        services.AddSingleton<SearchIndex>().AddSingleton<SearchServices>().AddHostedService<IndexFeed>();
        services.AddHealthChecks().AddCheck<IndexCheck>("index", tags: [HealthSetup.Ready]);
        return services;
    }

    /// <summary>A replica that has not read the catalogue yet finds nothing.</summary>
    private sealed class IndexCheck(SearchIndex index) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(index.IsRead ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy());
    }
}
