using Nabij.Messaging;
using Nabij.Signals.RolePolicies;
using Nabij.Signals.Vault;
using Npgsql;

namespace Nabij.Signals.Outreach;

/// <summary>Closes rounds that nobody closed, and destroys the keys of those whose last day has passed. The counts stay. Replicas wait for each other.</summary>
internal sealed partial class OutreachKeeper(UnitOfWorkFactory works, KeyVault vault, TimeProvider clock, ILogger<OutreachKeeper> log) : BackgroundService
{
    private const int Batch = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await RunAsync(clock.GetUtcNow(), stoppingToken);
            }
            catch (NpgsqlException e)
            {
                LogPostponed(e.SqlState);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>One round, as of a moment. Returns how many keys were destroyed.</summary>
    public async Task<int> RunAsync(DateTimeOffset now, CancellationToken ct)
    {
        var (today, destroyed) = (now.Today(), 0);
        IReadOnlyList<Guid> due;
        do
        {
            await using var work = works.Begin();
            await work.ExecuteAsync(TurnSql, ct: ct);
            await work.ExecuteAsync(CloseSql, new { today, OutreachRound.DaysUntilClosed }, ct);
            due = await work.QueryAsync<Guid>(DueSql, new { today, Batch }, ct);
            // First the keys: whoever dies after that finds the rounds due again, and destroys nothing twice.
            await vault.DestroyAsync(due.ToList(), ct);
            await work.ExecuteAsync(DestroyedSql, new { ids = due.ToArray() }, ct);
            await work.CommitAsync(ct);
            destroyed += due.Count;
        }
        while (due.Count == Batch);
        return destroyed;
    }

    [LoggerMessage(LogLevel.Warning, "Rounds of visits wait for the next turn: {SqlState}.")]
    private partial void LogPostponed(string? sqlState);

    private const string TurnSql = "select pg_advisory_xact_lock(hashtextextended('outreach', 0))";

    private const string CloseSql = """
        update outreach_round set state = 'closed', keep_until = @today + keep_days, version = version + 1
        where state = 'open' and until_date + @DaysUntilClosed < @today
        """;

    private const string DueSql = "select id from outreach_round where state = 'closed' and keep_until < @today order by id limit @Batch";

    private const string DestroyedSql = """
        update outreach_visit set person = null where round_id = any(@ids);
        update outreach_round set state = 'destroyed', version = version + 1 where id = any(@ids);
        """;
}
