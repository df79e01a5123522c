using Nabij.Contracts;
using Nabij.Messaging;

namespace Nabij.Signals.Reactions;

/// <summary>A published service can be referred to.</summary>
internal sealed class KnowPublishedService : IHandle<ServicePublished>
{
    public Task HandleAsync(ServicePublished message, UnitOfWork work, CancellationToken ct) =>
        KnownServices.OpenAsync(work, message.ServiceId, message.Organisation, message.AggregateVersion, ct);
}
