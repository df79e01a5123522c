using Nabij.Contracts;
using Nabij.Messaging;
using Nabij.Signals.FollowUp;

namespace Nabij.Signals.Reactions;

/// <summary>Nobody is referred to a paused service, until it is published again; open referrals to it are flagged to their handlers.</summary>
internal sealed class ForgetPausedService : IHandle<ServicePaused>
{
    public Task HandleAsync(ServicePaused message, UnitOfWork work, CancellationToken ct) =>
        KnownServices.CloseAsync(work, message.ServiceId, message.Organisation, SignalFlag.ServicePaused, message.AggregateVersion, message.OccurredAt, ct);
}
