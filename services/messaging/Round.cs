using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Nabij.Messaging;

/// <summary>
/// Work that a service does by itself now and then: when it starts, and again after each <paramref name="interval"/>. A round does what is due, so the next one finds
/// what an earlier one left; when the database is away, or it fails otherwise, it waits for its turn. Rounds of several replicas keep out of each other's way in the database.
/// </summary>
public abstract partial class Round(TimeSpan interval, TimeProvider clock, ILogger log) : BackgroundService
{
    /// <summary>One round, as of a moment. Returns how much there was to do; what is counted, each round says.</summary>
    public abstract Task<int> RunAsync(DateTimeOffset now, CancellationToken ct);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, clock);
        do
        {
            try
            {
                var done = await RunAsync(clock.GetUtcNow(), stoppingToken);
                if (done > 0) LogDone(GetType().Name, done);
            }
            catch (NpgsqlException e)
            {
                LogPostponed(GetType().Name, e.SqlState ?? e.GetType().Name);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The requests of a service do not die with its rounds.
                LogFailed(GetType().Name, e.GetType().Name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(LogLevel.Debug, "{Round}: {Done} done.")]
    private partial void LogDone(string round, int done);

    [LoggerMessage(LogLevel.Warning, "{Round} waits for its next turn: {Reason}.")]
    private partial void LogPostponed(string round, string reason);

    [LoggerMessage(LogLevel.Error, "{Round} failed ({Reason}) and is tried again at its next turn.")]
    private partial void LogFailed(string round, string reason);
}

public static class WorkerSetup
{
    /// <summary>One instance, which runs beside the requests and which others may ask for.</summary>
    public static IServiceCollection AddWorker<T>(this IServiceCollection services) where T : class, IHostedService =>
        services.AddSingleton<T>().AddHostedService(p => p.GetRequiredService<T>());
}
