using Nabij.Contracts;
using Nabij.Messaging;

namespace Nabij.Coalition;

internal static class Publishing
{
    /// <summary>An event tells one municipality, for that is what clearance is given for; a coalition of several publishes one for each.</summary>
    public static void PublishIn(this UnitOfWork work, IEnumerable<string> municipalities, Func<string, IntegrationEvent> create)
    {
        foreach (var municipality in municipalities) work.Publish(create(municipality));
    }
}
