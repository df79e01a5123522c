using Nabij.Messaging;

namespace Nabij.Coalition.Gaps;

/// <summary>What an agreement does to the gap that it answers.</summary>
internal static class GapFollowUp
{
    public static async Task AddressAsync(UnitOfWork work, Guid? gapId, string? who, DateTimeOffset now, CancellationToken ct)
    {
        if (gapId is not { } id || await GapRows.FindForChangeAsync(work, id, ct) is not { } gap || !gap.Address()) return;
        await SaveAsync(work, gap, "addressed", who, now, ct);
    }

    /// <summary>After an agreement fell away: open again when no other one answers it.</summary>
    public static async Task ReopenAsync(UnitOfWork work, Guid? gapId, string? who, DateTimeOffset now, CancellationToken ct)
    {
        if (gapId is not { } id || await GapRows.FindForChangeAsync(work, id, ct) is not { } gap) return;
        if (await work.QuerySingleAsync<bool>(AnsweredSql, new { id }, ct) || !gap.Reopen()) return;
        await SaveAsync(work, gap, "reopened", who, now, ct);
    }

    private static async Task SaveAsync(UnitOfWork work, Gap gap, string what, string? who, DateTimeOffset now, CancellationToken ct)
    {
        await GapRows.SaveAsync(work, gap, ct);
        await History.AddAsync(work, History.Gap, gap.Id, gap.Version, what, who, now, ct: ct);
    }

    private const string AnsweredSql = "select exists (select 1 from agreement where gap_id = @id and status not in ('proposed', 'cancelled'))";
}
