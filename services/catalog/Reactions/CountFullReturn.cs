using Nabij.Contracts;
using Nabij.Messaging;

namespace Nabij.Catalog.Reactions;

/// <summary>A referral came back because the service was full. Other reasons say nothing of its room.</summary>
internal sealed class CountFullReturn : IHandle<ReferralRejected>
{
    private const string Full = "full";

    public Task HandleAsync(ReferralRejected message, UnitOfWork work, CancellationToken ct) => message.Reason == Full
        ? ReferralCounts.AddAsync(work, message.ServiceId, message.OccurredAt, referrals: 0, returnedFull: 1, ct)
        : Task.CompletedTask;
}
