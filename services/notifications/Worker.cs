using Npgsql;

namespace Nabij.Notifications;

/// <summary>Work in the background that goes on in turns, and waits while the database is away.</summary>
internal abstract partial class Worker(TimeProvider clock, ILogger log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected TimeProvider Clock { get; } = clock;

    /// <summary>One turn. It ends by waiting for more to do, if there is nothing left.</summary>
    protected abstract Task TurnAsync(CancellationToken ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await TurnAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (NpgsqlException e)
            {
                LogAway(GetType().Name, e.GetType().Name);
                await Task.Delay(Pause, Clock, stoppingToken).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Worker} waits for the database ({Reason}).")]
    private partial void LogAway(string worker, string reason);
}
