using Nabij.Catalog.Services;
using Nabij.Messaging;

namespace Nabij.Catalog.Proposals;

/// <summary>A provider changes a service that is public: nothing changes yet, and an editor gets to see the difference.</summary>
internal static class ProposeChange
{
    /// <summary>
    /// The wish, which takes the place of an earlier one that nobody has decided; null when the content is as it was, which takes an earlier wish
    /// back.
    /// </summary>
    public static async Task<Proposal?> RecordAsync(UnitOfWork work, Service service, ServiceContent wanted, DateTimeOffset now, CancellationToken ct)
    {
        var open = await ProposalRows.FindOpenAsync(work, service.Id, ct);
        if (ServiceRows.Differences(service.Content, wanted).Count == 0)
        {
            if (open is null) return null;
            open.Withdraw(now);
            await ProposalRows.SaveAsync(work, open, ct);
            return null;
        }

        open?.Replace(service.Content, service.Version, wanted, now);
        open ??= new Proposal
        {
            Id = Guid.CreateVersion7(now),
            ServiceId = service.Id,
            Base = service.Content,
            BaseVersion = service.Version,
            Proposed = wanted,
            MadeAt = now,
        };
        await ProposalRows.SaveAsync(work, open, ct);
        return open;
    }
}
