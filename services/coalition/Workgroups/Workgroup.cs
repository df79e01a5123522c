using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;
using static Nabij.Coalition.Workgroups.WorkgroupStatus;

namespace Nabij.Coalition.Workgroups;

internal enum WorkgroupStatus
{
    Forming,
    Active,
    Paused,
    Closed,
}

/// <summary>What somebody does in a workgroup; an observer does not count as a member.</summary>
internal enum SeatRole
{
    Lead,
    Deputy,
    Secretary,
    Member,
    Observer,
}

/// <summary>A person's place in a workgroup.</summary>
internal sealed record Seat
{
    public Guid PersonId { get; init; }
    public string PersonName { get; init; } = "";
    public Guid PartnerId { get; init; }
    public string PartnerName { get; init; } = "";

    /// <summary>Subject of the person's account; null without one.</summary>
    public string? Account { get; init; }

    public SeatRole Role { get; init; }
    public DateOnly DesignatedDate { get; init; }
}

/// <summary>
/// A workgroup that works (is active) knows why it exists, how it decides, which components it is about and who leads it, and joins
/// at least two members of at least two partners.
/// </summary>
internal sealed class Workgroup
{
    private const int FewestMembers = 2, FewestPartners = 2;

    private static readonly Lifecycle<WorkgroupStatus> Life = new(
        new("activate", [Forming], Active),
        new("pause", [Active], Paused),
        new("resume", [Paused], Active),
        new("close", [Forming, Active, Paused], Closed));

    private readonly List<Seat> _seats = [];

    public Guid Id { get; init; }

    public Guid CoalitionId { get; init; }

    public string Name { get; private set; } = "";

    public string? Purpose { get; private set; }

    /// <summary>consent, majority or mandate.</summary>
    public string? DecisionMethod { get; private set; }

    /// <summary>Codes of the six components.</summary>
    public string[] Components { get; private set; } = [];

    public WorkgroupStatus Status { get; private set; }

    public string? ClosedReason { get; private set; }

    public long Version { get; set; } = 1;

    public IReadOnlyList<Seat> Seats => _seats;

    public string[] Next => Life.Next(Status);

    public static Workgroup Create(Guid coalition, string name, string? purpose, string? decisionMethod, IEnumerable<string> components) => new()
    {
        Id = Guid.CreateVersion7(),
        CoalitionId = coalition,
        Name = name,
        Purpose = purpose,
        DecisionMethod = decisionMethod,
        Components = [.. components.Distinct()],
    };

    /// <summary>Fills in the seats that were read from the database.</summary>
    public Workgroup With(IEnumerable<Seat> seats)
    {
        _seats.AddRange(seats);
        return this;
    }

    /// <summary>The coordinator manages every workgroup; lead, deputy and secretary their own.</summary>
    public bool IsManagedBy(Caller caller) => caller.Is(Roles.Coordinator) || (caller.Subject is { } subject
        && _seats.Any(s => s.Account == subject && s.Role is SeatRole.Lead or SeatRole.Deputy or SeatRole.Secretary));

    public Refusal? Change(string name, string? purpose, string? decisionMethod, IEnumerable<string> components)
    {
        if (Status == Closed) return new WrongState([]);
        var (formerPurpose, formerMethod, formerComponents) = (Purpose, DecisionMethod, Components);
        (Purpose, DecisionMethod, Components) = (purpose, decisionMethod, [.. components.Distinct()]);
        if (Status == Active && Incomplete.Of(Missing()) is { } refusal)
        {
            (Purpose, DecisionMethod, Components) = (formerPurpose, formerMethod, formerComponents);
            return refusal;
        }

        Name = name;
        return null;
    }

    public Refusal? Take(Seat seat)
    {
        if (Status == Closed) return new WrongState([]);
        if (_seats.Any(s => s.PersonId == seat.PersonId)) return new BrokenRule(AlreadySeated);
        if (seat.Role == SeatRole.Lead && _seats.Any(s => s.Role == SeatRole.Lead)) return new BrokenRule(AlreadyLed);
        _seats.Add(seat);
        return null;
    }

    /// <summary>A workgroup that loses its lead pauses. False when the person has no seat.</summary>
    public bool End(Guid person)
    {
        if (_seats.RemoveAll(s => s.PersonId == person) == 0) return false;
        if (Status == Active && _seats.All(s => s.Role != SeatRole.Lead)) Status = Paused;
        return true;
    }

    public Refusal? Activate() => Life.Check("activate", Status, out var to) ?? Incomplete.Of(Missing()) ?? Go(to);

    public Refusal? Pause() => Life.Check("pause", Status, out var to) ?? Go(to);

    public Refusal? Resume() => Life.Check("resume", Status, out var to) ?? Incomplete.Of(Missing()) ?? Go(to);

    public Refusal? Close(string reason)
    {
        if (Life.Check("close", Status, out var to) is { } refusal) return refusal;
        ClosedReason = reason;
        return Go(to);
    }

    private Dictionary<string, Text> Missing()
    {
        var missing = new Dictionary<string, Text>();
        var members = _seats.Where(s => s.Role != SeatRole.Observer).ToList();
        if (string.IsNullOrWhiteSpace(Purpose)) missing["purpose"] = ("Schrijf op waarvoor de werkgroep er is.", "Say what the workgroup is for.");
        if (DecisionMethod is null) missing["decisionMethod"] = ("Kies hoe de werkgroep besluit.", "Choose how the workgroup decides.");
        if (Components.Length == 0) missing["components"] = ("Kies ten minste één onderdeel.", "Choose at least one component.");
        if (members.Count(s => s.Role == SeatRole.Lead) != 1) missing["lead"] = ("Wijs één trekker aan.", "Appoint one lead.");
        if (members.Count < FewestMembers || members.DistinctBy(s => s.PartnerId).Count() < FewestPartners) missing["members"] = TooFew;
        return missing;
    }

    private Refusal? Go(WorkgroupStatus to)
    {
        Status = to;
        return null;
    }

    private static readonly Text TooFew = (
        "Een werkgroep heeft ten minste twee leden van ten minste twee partners.", "A workgroup has at least two members of at least two partners.");

    private static readonly Text AlreadySeated = ("Deze persoon zit al in de werkgroep.", "This person is in the workgroup already.");
    private static readonly Text AlreadyLed = ("De werkgroep heeft al een trekker.", "The workgroup has a lead already.");
}
