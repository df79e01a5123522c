using Nabij.Contracts;

namespace Nabij.Benchmarks.Events;

/// <summary>The event that both paths carry: a real one, with members as full as in practice.</summary>
internal static class Happening
{
    public const string Name = "Samen eten in de buurtkamer";

    public static ServicePublished At(long number, Guid key, long version) => new()
    {
        OccurredAt = TimeProvider.System.GetUtcNow(),
        AggregateVersion = version,
        Municipality = "GM0344",
        ServiceId = key,
        SupportTypes = ["1", "4", number % 2 == 0 ? "5" : "7"],
        TargetGroups = ["ouderen", "mantelzorgers"],
        National = false,
        Municipalities = ["GM0344", "GM0310", "GM0355"],
    };
}
