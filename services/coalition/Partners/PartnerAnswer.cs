namespace Nabij.Coalition.Partners;

/// <param name="OrganisationId">Id of the organisation in the catalogue.</param>
/// <param name="Domain">Code of one of the twelve domains.</param>
/// <param name="Tier">core or network.</param>
/// <param name="Next">The steps that its status allows.</param>
internal sealed record PartnerAnswer(
    Guid Id, Guid CoalitionId, Guid OrganisationId, string Name, string Kind, string Domain, string Tier, PartnerStatus Status,
    DateTimeOffset? JoinedAt, IReadOnlyList<string> Next)
{
    public static PartnerAnswer Of(Partner p) =>
        new(p.Id, p.CoalitionId, p.OrganisationId, p.Name, p.Kind, p.Domain, p.Tier, p.Status, p.JoinedAt, p.Next);
}
