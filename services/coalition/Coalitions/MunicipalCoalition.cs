using Nabij.ServiceDefaults.Problems;
using static Nabij.Coalition.Coalitions.CoalitionStatus;

namespace Nabij.Coalition.Coalitions;

internal enum CoalitionStatus
{
    Initiating,
    Active,
    Dormant,
    Ended,
}

/// <summary>
/// A municipality, or several, and their partners. It works (is active) with a coordinator and at least two active partners from at least two
/// domains; when those fall away it lies dormant.
/// </summary>
internal sealed class MunicipalCoalition
{
    public const int SmallestThreshold = 1, LargestThreshold = 50;

    private const int FewestPartners = 2, FewestDomains = 2;

    private static readonly Lifecycle<CoalitionStatus> Life = new(
        new("activate", [Initiating, Dormant], Active),
        new("suspend", [Active], Dormant),
        new("end", [Initiating, Active, Dormant], Ended));

    public Guid Id { get; init; }

    public string Name { get; private set; } = "";

    /// <summary>CBS codes, 1..n.</summary>
    public string[] Municipalities { get; init; } = [];

    public CoalitionStatus Status { get; private set; }

    /// <summary>Subject of the coordinator's account; null while there is none.</summary>
    public string? Coordinator { get; private set; }

    /// <summary>How many unmet needs of one kind make a gap: 1..50.</summary>
    public int GapThreshold { get; private set; } = SmallestThreshold;

    public string? EndedReason { get; private set; }

    public DateTimeOffset FoundedAt { get; init; }

    public long Version { get; set; } = 1;

    /// <summary>The domain of each active partner, so one domain can occur more than once.</summary>
    public string[] PartnerDomains { get; init; } = [];

    public string[] Next => Life.Next(Status);

    /// <summary>How far the coalition has grown, by the domains of its active partners.</summary>
    public GrowthStage GrowthStage => PartnerDomains.Distinct().Count() switch
    {
        <= 4 => GrowthStage.Start,
        <= 8 => GrowthStage.Growing,
        _ => GrowthStage.Broad,
    };

    public static MunicipalCoalition Found(string name, IEnumerable<string> municipalities, int gapThreshold, string coordinator, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Name = name,
        Municipalities = [.. municipalities.Distinct().Order()],
        GapThreshold = gapThreshold,
        Coordinator = coordinator,
        FoundedAt = now,
    };

    public Refusal? Change(string name, int gapThreshold, string? coordinator)
    {
        if (TakesNothingMore() is { } refusal) return refusal;
        if (Status == Active && coordinator is null) return Incomplete.Of(Missing(null));
        (Name, GapThreshold, Coordinator) = (name, gapThreshold, coordinator);
        return null;
    }

    public Refusal? Activate() => Life.Check("activate", Status, out var to) ?? Incomplete.Of(Missing(Coordinator)) ?? Go(to);

    public Refusal? Suspend() => Life.Check("suspend", Status, out var to) ?? Go(to);

    /// <param name="openAgreements">Agreements that are neither done nor cancelled: somebody counts on them.</param>
    public Refusal? End(string reason, long openAgreements)
    {
        if (Life.Check("end", Status, out var to) is { } refusal) return refusal;
        if (openAgreements > 0) return new BrokenRule(StillOpen);
        EndedReason = reason;
        return Go(to);
    }

    /// <summary>Goes dormant when it no longer has what an active coalition needs. True when it did.</summary>
    public bool Lapse()
    {
        if (Status != Active || Missing(Coordinator).Count == 0) return false;
        Status = Dormant;
        return true;
    }

    /// <summary>Nothing is added to a coalition that has ended.</summary>
    public Refusal? TakesNothingMore() => Status == Ended ? new WrongState([]) : null;

    private Dictionary<string, Text> Missing(string? coordinator)
    {
        var missing = new Dictionary<string, Text>();
        if (coordinator is null) missing["coordinator"] = ("Een actieve coalitie heeft een coördinator.", "An active coalition has a coordinator.");
        if (PartnerDomains.Length < FewestPartners || PartnerDomains.Distinct().Count() < FewestDomains) missing["partners"] = TooFew;
        return missing;
    }

    private Refusal? Go(CoalitionStatus to)
    {
        Status = to;
        return null;
    }

    private static readonly Text TooFew = (
        "Een actieve coalitie heeft ten minste twee actieve partners uit ten minste twee domeinen.",
        "An active coalition has at least two active partners from at least two domains.");

    private static readonly Text StillOpen = (
        "Er zijn nog open afspraken. Rond ze af, annuleer ze of draag ze over.",
        "There are open agreements. Complete them, cancel them or hand them over.");
}

/// <summary>Up to 4 domains with an active partner, 5 to 8, and 9 to 12.</summary>
internal enum GrowthStage
{
    Start,
    Growing,
    Broad,
}
