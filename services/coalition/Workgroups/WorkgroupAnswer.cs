namespace Nabij.Coalition.Workgroups;

internal sealed record WorkgroupMember(Guid PersonId, string Name, Guid PartnerId, string Partner, SeatRole Role, DateOnly DesignatedDate);

/// <param name="DecisionMethod">consent, majority or mandate.</param>
/// <param name="Components">Codes of the components.</param>
/// <param name="Next">The steps that its status allows.</param>
internal sealed record WorkgroupAnswer(
    Guid Id, Guid CoalitionId, string Name, string? Purpose, string? DecisionMethod, IReadOnlyList<string> Components, WorkgroupStatus Status,
    string? ClosedReason, IReadOnlyList<WorkgroupMember> Members, IReadOnlyList<string> Next)
{
    public static WorkgroupAnswer Of(Workgroup w) => new(
        w.Id, w.CoalitionId, w.Name, w.Purpose, w.DecisionMethod, w.Components, w.Status, w.ClosedReason,
        [.. w.Seats.OrderBy(s => s.Role).Select(s => new WorkgroupMember(s.PersonId, s.PersonName, s.PartnerId, s.PartnerName, s.Role, s.DesignatedDate))],
        w.Next);
}

/// <summary>A workgroup in a list.</summary>
internal sealed record WorkgroupListItem
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required WorkgroupStatus Status { get; init; }

    /// <summary>Codes of the components.</summary>
    public required string[] Components { get; init; }

    /// <summary>Number of people with a seat.</summary>
    public required int Members { get; init; }
}
