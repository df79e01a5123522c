using MassTransit;

namespace Nabij.Contracts;

/// <summary>An organisation stands in the catalogue for the first time.</summary>
[EntityName("catalog.organisation-listed.v1"), MessageUrn("catalog.organisation-listed.v1"), Audience(Audience.Public)]
public sealed record OrganisationListed : IntegrationEvent
{
    public required Guid OrganisationId { get; init; }

    /// <summary>One of the twelve domain codes.</summary>
    public required string Domain { get; init; }

    public override string Subject => OrganisationId.ToString();
}

/// <summary>A service can be found by residents from now on.</summary>
[EntityName("catalog.service-published.v1"), MessageUrn("catalog.service-published.v1"), Audience(Audience.Public)]
public sealed record ServicePublished : IntegrationEvent
{
    public required Guid ServiceId { get; init; }

    /// <summary>Codes of the ways of support, 1..7.</summary>
    public required IReadOnlyList<string> SupportTypes { get; init; }

    /// <summary>Codes of the target groups; empty means everyone.</summary>
    public required IReadOnlyList<string> TargetGroups { get; init; }

    /// <summary>True when it is offered in the whole country; then <see cref="Municipalities"/> is empty.</summary>
    public required bool National { get; init; }

    /// <summary>CBS codes of the municipalities in which it is offered.</summary>
    public required IReadOnlyList<string> Municipalities { get; init; }

    public override string Subject => ServiceId.ToString();
}
