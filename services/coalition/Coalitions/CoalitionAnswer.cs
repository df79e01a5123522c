namespace Nabij.Coalition.Coalitions;

/// <param name="Municipalities">CBS codes.</param>
/// <param name="Coordinator">Subject of the coordinator's account.</param>
/// <param name="GrowthStage">By the domains of the active partners: start (up to 4), growing (5 to 8), broad (9 to 12).</param>
/// <param name="Domains">Codes of the domains with an active partner.</param>
/// <param name="GapThreshold">How many unmet needs of one kind make a gap.</param>
/// <param name="Next">The steps that its status allows.</param>
internal sealed record CoalitionAnswer(
    Guid Id, string Name, IReadOnlyList<string> Municipalities, CoalitionStatus Status, string? Coordinator, GrowthStage GrowthStage,
    IReadOnlyList<string> Domains, int GapThreshold, string? EndedReason, DateTimeOffset FoundedAt, IReadOnlyList<string> Next)
{
    public static CoalitionAnswer Of(MunicipalCoalition c) => new(
        c.Id, c.Name, c.Municipalities, c.Status, c.Coordinator, c.GrowthStage, [.. c.PartnerDomains.Distinct().Order()], c.GapThreshold,
        c.EndedReason, c.FoundedAt, c.Next);
}
