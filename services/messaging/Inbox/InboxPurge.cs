using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Nabij.Messaging.Inbox;

/// <summary>Forgets messages that were handled longer ago than any redelivery can be, in small bites.</summary>
internal sealed partial class InboxPurge(NpgsqlDataSource db, MessagingOptions options, TimeProvider clock, ILogger<InboxPurge> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(ct))
        {
            try
            {
                await PurgeAsync(ct);
            }
            catch (NpgsqlException e)
            {
                LogFailed(options.Service, e.GetType().Name);
            }
        }
    }

    /// <summary>Returns how many were forgotten.</summary>
    public async Task<int> PurgeAsync(CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var args = new { before = clock.GetUtcNow() - options.InboxRetention };
        int total = 0, deleted;
        do
        {
            deleted = await connection.ExecuteAsync(new CommandDefinition(PurgeSql, args, cancellationToken: ct));
            total += deleted;
        }
        while (deleted > 0);
        return total;
    }

    private const string PurgeSql = """
        delete from inbox where ctid = any(array(select ctid from inbox where received_at < @before limit 5000))
        """;

    [LoggerMessage(LogLevel.Warning, "The inbox of {Service} was not purged ({Reason}); the next round tries again.")]
    private partial void LogFailed(string service, string reason);
}
