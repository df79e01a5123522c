using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Nabij.Messaging.Inbox;

/// <summary>Forgets messages that were handled longer ago than any redelivery can be, in small bites.</summary>
internal sealed class InboxPurge(NpgsqlDataSource db, MessagingOptions options, TimeProvider clock, ILogger<InboxPurge> log)
    : Round(TimeSpan.FromHours(1), clock, log)
{
    /// <summary>Returns how many were forgotten.</summary>
    public override async Task<int> RunAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var args = new { before = now - options.InboxRetention };
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
}
