using Nabij.Messaging;
using Nabij.Signals.RolePolicies;
using Nabij.Signals.Vault;

namespace Nabij.Signals.Outreach;

/// <summary>Closes rounds that nobody closed, and destroys the keys of those whose last day has passed. The counts stay. Replicas wait for each other.</summary>
internal sealed class OutreachKeeper(UnitOfWorkFactory works, KeyVault vault, TimeProvider clock, ILogger<OutreachKeeper> log) : Round(TimeSpan.FromHours(1), clock, log)
{
    private const int Batch = 100;

    /// <summary>One round, as of a moment. Returns how many keys were destroyed.</summary>
    public override async Task<int> RunAsync(DateTimeOffset now, CancellationToken ct)
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
