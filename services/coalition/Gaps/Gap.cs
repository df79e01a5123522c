using static Nabij.Coalition.Gaps.GapStatus;

namespace Nabij.Coalition.Gaps;

internal enum GapStatus
{
    /// <summary>Not a gap yet: fewer needs than the coalition's threshold, or no coalition to see it.</summary>
    Counting,
    Identified,

    /// <summary>An agreement was made that answers it.</summary>
    Addressed,
    Closed,
}

/// <summary>
/// Unmet needs of one kind in one municipality: a way of support for a target group. From the coalition's threshold on it is a gap, which
/// is told once; needs are counted on until it is closed.
/// </summary>
internal sealed class Gap
{
    public Guid Id { get; init; }

    /// <summary>CBS code.</summary>
    public string Municipality { get; init; } = "";

    public string SupportType { get; init; } = "";

    /// <summary>Null for everyone.</summary>
    public string? TargetGroup { get; init; }

    public GapStatus Status { get; private set; }

    public int Needs { get; private set; }

    public DateTimeOffset FirstNeedAt { get; private set; }

    public DateTimeOffset LastNeedAt { get; private set; }

    public DateTimeOffset? IdentifiedAt { get; private set; }

    public string? ClosedReason { get; private set; }

    /// <summary>Agreements that answer it, by number, without the cancelled ones.</summary>
    public Guid[] AgreementIds { get; init; } = [];

    public long Version { get; set; }

    public static Gap Of(string municipality, string supportType, string? targetGroup) =>
        new() { Id = Guid.CreateVersion7(), Municipality = municipality, SupportType = supportType, TargetGroup = targetGroup };

    /// <summary>Events may come late, so the first need is not always the first that is counted.</summary>
    public void Count(DateTimeOffset at)
    {
        FirstNeedAt = Needs == 0 || at < FirstNeedAt ? at : FirstNeedAt;
        LastNeedAt = at > LastNeedAt ? at : LastNeedAt;
        Needs++;
    }

    /// <summary>True when this makes it a gap.</summary>
    public bool Identify(int threshold, DateTimeOffset now)
    {
        if (Status != Counting || Needs < threshold) return false;
        (Status, IdentifiedAt) = (Identified, now);
        return true;
    }

    /// <summary>An agreement answers it. True when that changes its status.</summary>
    public bool Address() => Move(Identified, Addressed);

    /// <summary>The last agreement that answered it fell away. True when that changes its status.</summary>
    public bool Reopen() => Move(Addressed, Identified);

    public Refusal? Close(string reason)
    {
        if (Status is not (Identified or Addressed)) return new WrongState([]);
        (Status, ClosedReason) = (Closed, reason);
        return null;
    }

    private bool Move(GapStatus from, GapStatus to)
    {
        if (Status != from) return false;
        Status = to;
        return true;
    }
}
