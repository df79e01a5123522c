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

/// <summary>What residents read about a published service has changed.</summary>
[EntityName("catalog.service-changed.v1"), MessageUrn("catalog.service-changed.v1"), Audience(Audience.Public)]
public sealed record ServiceChanged : IntegrationEvent
{
    public required Guid ServiceId { get; init; }

    /// <summary>Names of the fields that changed, such as <c>costs</c>; never their content.</summary>
    public required IReadOnlyList<string> ChangedFields { get; init; }

    /// <summary>Codes of the ways of support, 1..7.</summary>
    public required IReadOnlyList<string> SupportTypes { get; init; }

    /// <summary>Codes of the target groups; empty means everyone.</summary>
    public required IReadOnlyList<string> TargetGroups { get; init; }

    public required bool National { get; init; }

    /// <summary>CBS codes of the municipalities in which it is offered.</summary>
    public required IReadOnlyList<string> Municipalities { get; init; }

    public override string Subject => ServiceId.ToString();
}

/// <summary>A service takes a break: it is not found, and nobody is referred to it, until it is published again.</summary>
[EntityName("catalog.service-paused.v1"), MessageUrn("catalog.service-paused.v1"), Audience(Audience.Public)]
public sealed record ServicePaused : IntegrationEvent
{
    public required Guid ServiceId { get; init; }

    public override string Subject => ServiceId.ToString();
}

/// <summary>A service has ended for good.</summary>
[EntityName("catalog.service-archived.v1"), MessageUrn("catalog.service-archived.v1"), Audience(Audience.Public)]
public sealed record ServiceArchived : IntegrationEvent
{
    public required Guid ServiceId { get; init; }

    /// <summary>The service that takes its place, if one.</summary>
    public Guid? SuccessorId { get; init; }

    public override string Subject => ServiceId.ToString();
}
