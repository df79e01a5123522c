using Dapper;
using Microsoft.Extensions.Hosting;
using Nabij.Messaging.Bus;
using Npgsql;

namespace Nabij.Messaging.Outbox;

/// <summary>Looks now and then how much waits in the outbox. Beside the relay and not in its loop: counting reads the whole table, and nobody waits for it.</summary>
internal sealed class OutboxGauge(NpgsqlDataSource db, MessagingMetrics metrics, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await using var connection = await db.OpenConnectionAsync(stoppingToken);
                metrics.Outbox = await connection.QuerySingleAsync<OutboxState>(new CommandDefinition(MeasureSql, cancellationToken: stoppingToken));
            }
            catch (NpgsqlException)
            {
                // The database is away; the relay says so.
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private const string MeasureSql = """
        select count(*) filter (where available_at <= now()) as pending,
               coalesce(extract(epoch from now() - min(created_at) filter (where available_at <= now())), 0)::float8 as oldestAge,
               count(*) filter (where available_at = 'infinity') as parked
        from outbox
        """;
}
