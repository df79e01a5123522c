using Dapper;
using Nabij.Messaging;
using Npgsql;

namespace Nabij.Notifications.EventLog;

/// <summary>Forgets events, with their deliveries, after the retention, in small bites; never one that still has to be handed out.</summary>
internal sealed class LogPurge(NpgsqlDataSource db, EventLogOptions options, TimeProvider clock, ILogger<LogPurge> log) : Round(TimeSpan.FromHours(1), clock, log)
{
    /// <summary>Returns how many were forgotten.</summary>
    public override async Task<int> RunAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        int total = 0, deleted;
        do
        {
            deleted = await connection.ExecuteAsync(new CommandDefinition(
                PurgeSql, new { before = now - options.Retention }, cancellationToken: ct));
            total += deleted;
        }
        while (deleted > 0);
        return total;
    }

    private const string PurgeSql = """
        delete from event_log
        where position = any(array(select position from event_log
                                   where logged_at < @before and position <= (select position from fan_out where id = 1)
                                   order by position limit 1000))
        """;
}
