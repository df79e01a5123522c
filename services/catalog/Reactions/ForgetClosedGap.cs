using Nabij.Contracts;
using Nabij.Messaging;

namespace Nabij.Catalog.Reactions;

/// <summary>The coalition is done with a gap: nobody looks for services for it any more.</summary>
internal sealed class ForgetClosedGap : IHandle<GapClosed>
{
    public Task HandleAsync(GapClosed message, UnitOfWork work, CancellationToken ct) => WantedGaps.SetAsync(
        work, message.GapId, open: false, message.Municipality, null, null, message.OccurredAt, message.AggregateVersion, ct);
}
