using Nabij.Messaging;
using Nabij.Signals.Logs;
using Nabij.Signals.Retention;
using Nabij.Signals.Vault;

namespace Nabij.Signals.Outreach;

/// <summary>What an <see cref="Erasure"/> is for the addresses of a round of visits. The counts stay.</summary>
internal sealed class VisitsErasure(KeyVault vault, ProcessingLog processing, AuditLog audit, TimeProvider time)
{
    /// <summary>From here on no address is opened. False: the round is not closed.</summary>
    /// <param name="work">The caller commits it.</param>
    public async Task<bool> CutAsync(UnitOfWork work, ErasureTask task, AuditActor actor, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        // What was restored without its round has nothing to cut; its key goes all the same.
        if (await work.LoadRoundAsync(task.Signal, ct) is not { } round || round.State == OutreachRound.Destroyed) return true;
        if (round.IsOpen && task.Reason != ErasureReason.Replay) return false;

        using var keys = await vault.FindAsync(round.Id, round.Municipality, ct);
        var people = await work.QueryAsync<Guid>(PeopleSql, task, ct);
        await work.ExecuteAsync(CutSql, task, ct);
        await processing.WriteAsync(work, ProcessingActivity.Erase, round.Municipality, now, people.Select(keys.PseudonymOf), "bezochte", ct);
        await audit.WriteAsync(work, new AuditEntry(round.Municipality, "erase", actor) { Signal = round.Id, Purpose = task.Reason, Fields = [task.Scope] }, ct);
        return true;
    }

    private const string PeopleSql = "select id from outreach_visit where round_id = @Signal and person is not null";

    private const string CutSql = "update outreach_round set state = 'destroyed', version = version + 1 where id = @Signal";

    /// <summary>Copies that are left, by name.</summary>
    public const string LeftSql = "select 'outreach_round' as name, count(*) as rows from outreach_round where id = @Signal and state <> 'destroyed'";

    /// <summary>The sealed bytes, which nobody can read any more.</summary>
    public const string RemoveSql = "update outreach_visit set person = null where round_id = @Signal";
}
