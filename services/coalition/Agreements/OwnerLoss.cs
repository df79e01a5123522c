using Nabij.Coalition.Gaps;
using Nabij.Messaging;

namespace Nabij.Coalition.Agreements;

/// <summary>People go; what they had promised is proposed again and waits for another owner. The caller holds the lock of the coalition.</summary>
internal static class OwnerLoss
{
    public static async Task ReleaseAllAsync(UnitOfWork work, Guid[] people, string? who, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var id in await work.QueryAsync<Guid>(OpenSql, new { people }, ct))
        {
            var agreement = await AgreementRows.ReadAsync(work, id, ct);
            if (!agreement.LoseOwner()) continue;
            await AgreementRows.SaveAsync(work, agreement, ct);
            await History.AddAsync(work, History.Agreement, id, agreement.Version, "owner-lost", who, now, ct: ct);
            await GapFollowUp.ReopenAsync(work, agreement.GapId, who, now, ct);
        }
    }

    private const string OpenSql = "select id from agreement where owner_id = any(@people) and status not in ('done', 'cancelled') order by id";
}
