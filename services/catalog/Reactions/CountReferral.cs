using Nabij.Contracts;
using Nabij.Messaging;

namespace Nabij.Catalog.Reactions;

/// <summary>Somebody was referred to a service: the catalogue sees what is asked for.</summary>
internal sealed class CountReferral : IHandle<SignalReferred>
{
    public Task HandleAsync(SignalReferred message, UnitOfWork work, CancellationToken ct) =>
        ReferralCounts.AddAsync(work, message.ServiceId, message.OccurredAt, referrals: 1, returnedFull: 0, ct);
}
