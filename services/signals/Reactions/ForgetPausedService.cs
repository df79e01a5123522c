using Nabij.Contracts;
using Nabij.Messaging;

namespace Nabij.Signals.Reactions;

/// <summary>Nobody is referred to a paused service, until it is published again.</summary>
internal sealed class ForgetPausedService : IHandle<ServicePaused>
{
    public Task HandleAsync(ServicePaused message, UnitOfWork work, CancellationToken ct) =>
        KnownServices.SetAsync(work, message.ServiceId, active: false, message.AggregateVersion, ct);
}
