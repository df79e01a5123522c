using Dapper;
using Npgsql;

namespace Nabij.Notifications.EventLog;

/// <summary>Knows the last position of the log, and wakes who waits for more: at once for what this replica wrote, after a poll for the others.</summary>
internal sealed class LogTail(NpgsqlDataSource db, TimeProvider clock, ILogger<LogTail> log) : Worker(clock, log)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    private readonly WakeUp _written = new(clock);
    private volatile Advance _last = new(0);

    /// <summary>A transaction has written; it need not have ended.</summary>
    public void Written() => _written.Signal();

    /// <summary>True once the log goes beyond <paramref name="position"/>, false when it has not within <paramref name="atMost"/>.</summary>
    public async Task<bool> WaitBeyondAsync(long position, TimeSpan atMost, CancellationToken ct)
    {
        var until = Clock.GetUtcNow() + atMost;
        for (var last = _last; last.Position <= position; last = _last)
        {
            var left = until - Clock.GetUtcNow();
            if (left <= TimeSpan.Zero) return false;
            try
            {
                await last.Next.Task.WaitAsync(left, Clock, ct);
            }
            catch (TimeoutException)
            {
                return false;
            }
        }

        return true;
    }

    protected override async Task TurnAsync(CancellationToken ct)
    {
        var written = await _written.WaitAsync(Poll, ct);
        await using var connection = await db.OpenConnectionAsync(ct);
        var head = await connection.QuerySingleAsync<long>(new CommandDefinition(written ? WaitForWriterSql : HeadSql, cancellationToken: ct));
        var last = _last;
        if (head <= last.Position) return;
        _last = new Advance(head);
        last.Next.SetResult();
    }

    private sealed record Advance(long Position)
    {
        public TaskCompletionSource Next { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private const string HeadSql = "select position from log_position where id = 1";

    // Stands in line behind the writer, and so returns right after its commit.
    private const string WaitForWriterSql = "select position from log_position where id = 1 for share";
}
