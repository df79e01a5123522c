using Nabij.Contracts;
using Nabij.Messaging;
using Nabij.Signals.FollowUp;

namespace Nabij.Signals.Reactions;

/// <summary>Nobody is referred to a service that has ended; open referrals to it are flagged to their handlers.</summary>
internal sealed class ForgetArchivedService : IHandle<ServiceArchived>
{
    public Task HandleAsync(ServiceArchived message, UnitOfWork work, CancellationToken ct) =>
        KnownServices.CloseAsync(work, message.ServiceId, message.Organisation, SignalFlag.ServiceArchived, message.AggregateVersion, message.OccurredAt, ct);
}
