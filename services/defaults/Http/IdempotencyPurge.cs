using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Nabij.ServiceDefaults.Http;

/// <summary>Forgets kept answers after 24 hours.</summary>
internal sealed partial class IdempotencyPurge(NpgsqlDataSource db, TimeProvider clock, ILogger<IdempotencyPurge> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(15), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var connection = await db.OpenConnectionAsync(stoppingToken);
                await connection.ExecuteAsync(new CommandDefinition(
                    "delete from idempotency where created_at < now() - interval '24 hours'", cancellationToken: stoppingToken));
            }
            catch (NpgsqlException e)
            {
                LogFailed(e.GetType().Name);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Kept answers were not purged ({Reason}); the next round tries again.")]
    private partial void LogFailed(string reason);
}
