using Nabij.Coalition.Agreements;
using Nabij.Coalition.Workgroups;
using Nabij.Messaging;

namespace Nabij.Coalition.Partners;

/// <summary>What follows when people go: their seats end, and what they promised waits for another owner.</summary>
internal static class Departure
{
    public static async Task OfAsync(UnitOfWork work, Guid[] people, string? who, TimeProvider clock, CancellationToken ct)
    {
        await SeatEnding.EndAllAsync(work, people, who, clock, ct);
        await OwnerLoss.ReleaseAllAsync(work, people, who, clock, ct);
    }
}
