using Nabij.Coalition.Gaps;
using Nabij.Contracts;
using Nabij.Messaging;

namespace Nabij.Coalition.Reactions;

/// <summary>Counts a need that no service met, and names the gap when there are enough of them.</summary>
internal sealed class IdentifyGap(TimeProvider clock) : IHandle<NeedUnmet>
{
    public async Task HandleAsync(NeedUnmet message, UnitOfWork work, CancellationToken ct)
    {
        if (message.Municipality is not { } municipality) return; // no coalition can close a gap that lies nowhere

        await GapWatch.LockAsync(work, [municipality], ct);
        if (await work.QuerySingleAsync<bool>(CountedSql, new { message.EventId }, ct)) return;

        var gap = await GapRows.FindOpenAsync(work, municipality, message.SupportType, message.TargetGroup, ct)
            ?? Gap.Of(municipality, message.SupportType, message.TargetGroup);
        gap.Count(message.OccurredAt);
        await GapRows.SaveAsync(work, gap, ct);
        await work.ExecuteAsync(CountSql, new { message.EventId, gap.Id, message.OccurredAt }, ct);
        await GapWatch.IdentifyAsync(work, [municipality], clock.GetUtcNow(), ct);
    }

    private const string CountedSql = "select exists (select 1 from unmet_need where event_id = @EventId)";

    private const string CountSql = "insert into unmet_need (event_id, gap_id, occurred_at) values (@EventId, @Id, @OccurredAt)";
}
