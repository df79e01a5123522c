using static Nabij.Coalition.Partners.PartnerStatus;

namespace Nabij.Coalition.Partners;

internal enum PartnerStatus
{
    Prospect,
    Invited,
    Active,
    Dormant,
    Left,
}

/// <summary>An organisation in a coalition, from the first thought of it until it leaves.</summary>
internal sealed class Partner
{
    private static readonly Lifecycle<PartnerStatus> Life = new(
        new("invite", [Prospect], Invited),
        new("decline", [Invited], Prospect),
        new("join", [Invited], Active),
        new("suspend", [Active], Dormant),
        new("resume", [Dormant], Active),
        new("leave", [Prospect, Invited, Active, Dormant], Left));

    public Guid Id { get; init; }

    public Guid CoalitionId { get; init; }

    /// <summary>Id in the catalogue.</summary>
    public Guid OrganisationId { get; init; }

    public string Name { get; private set; } = "";

    public string Kind { get; private set; } = "";

    public string Domain { get; private set; } = "";

    public string Tier { get; private set; } = "";

    public PartnerStatus Status { get; private set; }

    public DateTimeOffset? JoinedAt { get; private set; }

    public long Version { get; set; } = 1;

    public string[] Next => Life.Next(Status);

    public static Partner Propose(Guid coalition, Guid organisation, string name, string kind, string domain, string tier) => new()
    {
        Id = Guid.CreateVersion7(),
        CoalitionId = coalition,
        OrganisationId = organisation,
        Name = name,
        Kind = kind,
        Domain = domain,
        Tier = tier,
    };

    public Refusal? Change(string name, string kind, string domain, string tier)
    {
        if (TakesNothingMore() is { } refusal) return refusal;
        (Name, Kind, Domain, Tier) = (name, kind, domain, tier);
        return null;
    }

    public Refusal? Invite() => Go("invite");

    public Refusal? Decline() => Go("decline");

    public Refusal? Join(DateTimeOffset now)
    {
        if (Go("join") is { } refusal) return refusal;
        JoinedAt = now;
        return null;
    }

    public Refusal? Suspend() => Go("suspend");

    public Refusal? Resume() => Go("resume");

    public Refusal? Leave() => Go("leave");

    /// <summary>Nothing is added to a partner that has left.</summary>
    public Refusal? TakesNothingMore() => Status == Left ? new WrongState([]) : null;

    private Refusal? Go(string step)
    {
        if (Life.Check(step, Status, out var to) is { } refusal) return refusal;
        Status = to;
        return null;
    }
}
