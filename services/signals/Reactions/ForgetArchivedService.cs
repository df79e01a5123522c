using Nabij.Contracts;
using Nabij.Messaging;

namespace Nabij.Signals.Reactions;

/// <summary>Nobody is referred to a service that has ended.</summary>
internal sealed class ForgetArchivedService : IHandle<ServiceArchived>
{
    public Task HandleAsync(ServiceArchived message, UnitOfWork work, CancellationToken ct) =>
        KnownServices.SetAsync(work, message.ServiceId, active: false, message.AggregateVersion, ct);
}
