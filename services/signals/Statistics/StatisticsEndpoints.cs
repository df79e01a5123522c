using Nabij.Messaging;

namespace Nabij.Signals.Statistics;

internal static class StatisticsEndpoints
{
    public static void MapStatistics(this IEndpointRouteBuilder api) => GetStatistics.Map(api);

    public static WebApplicationBuilder AddStatistics(this WebApplicationBuilder builder)
    {
        builder.Services.AddWorker<StatisticsRound>();
        return builder;
    }
}
