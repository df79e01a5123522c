using Nabij.Messaging;
using Npgsql;

namespace Nabij.Catalog.Imports;

/// <summary>Looks for imports that wait, and forgets those that nobody needs any more.</summary>
internal sealed partial class ImportWorker(ImportRun run, NpgsqlDataSource db, TimeProvider clock, ILogger<ImportWorker> log) : BackgroundService
{
    /// <summary>An import, with its errors; and a file that never came whole.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90), KeptBroken = TimeSpan.FromHours(6);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500), BetweenPurges = TimeSpan.FromHours(1);

    private DateTimeOffset _purged = DateTimeOffset.MinValue;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(Pause, clock);
        do
        {
            try
            {
                while (await run.RunNextAsync(stoppingToken))
                {
                }

                if (clock.GetUtcNow() - _purged < BetweenPurges) continue;
                await PurgeAsync(clock.GetUtcNow(), stoppingToken);
                _purged = clock.GetUtcNow();
            }
            catch (NpgsqlException e)
            {
                // It goes on where it was.
                LogPostponed(SafeReason.Of(e));
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    public async Task PurgeAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var purge = db.CreateCommand("delete from import where received_at < $1 or (state = 'receiving' and received_at < $2)");
        purge.Parameters.AddWithValue(now - Kept);
        purge.Parameters.AddWithValue(now - KeptBroken);
        await purge.ExecuteNonQueryAsync(ct);
    }

    [LoggerMessage(LogLevel.Warning, "An import waits for its next turn: {Reason}.")]
    private partial void LogPostponed(string reason);
}
