using Nabij.Messaging;
using Npgsql;

namespace Nabij.Signals.Intake;

/// <summary>Takes away spent challenges that have ended. More than one replica may do so at once.</summary>
internal sealed partial class ChallengePurge(Challenges challenges, UnitOfWorkFactory works, TimeProvider time, ILogger<ChallengePurge> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(5), time);
        do
        {
            try
            {
                await using var work = works.Begin();
                await challenges.PurgeAsync(work, stoppingToken);
                await work.CommitAsync(stoppingToken);
            }
            catch (NpgsqlException e)
            {
                LogPostponed(e.SqlState);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(LogLevel.Warning, "Spent challenges are taken away at the next turn: {SqlState}.")]
    private partial void LogPostponed(string? sqlState);
}
