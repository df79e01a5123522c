using Nabij.Contracts;
using Nabij.Messaging;

namespace Nabij.Catalog.Reactions;

/// <summary>A coalition sees a gap: editors look for services that fill it.</summary>
internal sealed class WantForGap : IHandle<GapIdentified>
{
    public Task HandleAsync(GapIdentified message, UnitOfWork work, CancellationToken ct) => WantedGaps.SetAsync(
        work, message.GapId, open: true, message.Municipality, message.SupportType, message.TargetGroup, message.OccurredAt, message.AggregateVersion, ct);
}
