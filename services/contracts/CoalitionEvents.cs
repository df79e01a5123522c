using MassTransit;

namespace Nabij.Contracts;

/// <summary>A municipality and its partners work as one coalition from now on.</summary>
[EntityName("coalition.coalition-founded.v1"), MessageUrn("coalition.coalition-founded.v1"), Audience(Audience.Public)]
public sealed record CoalitionFounded : IntegrationEvent
{
    public required Guid CoalitionId { get; init; }

    public override string Subject => CoalitionId.ToString();
}

/// <summary>An organisation became a partner of a coalition.</summary>
[EntityName("coalition.partner-joined.v1"), MessageUrn("coalition.partner-joined.v1"), Audience(Audience.Public)]
public sealed record PartnerJoined : IntegrationEvent
{
    public required Guid CoalitionId { get; init; }

    public required Guid PartnerId { get; init; }

    /// <summary>One of the twelve domain codes.</summary>
    public required string Domain { get; init; }

    public override string Subject => PartnerId.ToString();
}

/// <summary>Needs that no service meets were seen often enough to name them a gap in the supply.</summary>
[EntityName("coalition.gap-identified.v1"), MessageUrn("coalition.gap-identified.v1"), Audience(Audience.Municipality)]
public sealed record GapIdentified : IntegrationEvent
{
    public required Guid GapId { get; init; }

    /// <summary>Code of the way of support that is missing.</summary>
    public required string SupportType { get; init; }

    /// <summary>Code of the target group for which it is missing; null for everyone.</summary>
    public string? TargetGroup { get; init; }

    public override string Subject => GapId.ToString();
}

/// <summary>The coalition is done with a gap.</summary>
[EntityName("coalition.gap-closed.v1"), MessageUrn("coalition.gap-closed.v1"), Audience(Audience.Municipality)]
public sealed record GapClosed : IntegrationEvent
{
    public required Guid GapId { get; init; }

    /// <summary><c>supply-arranged</c>, <c>need-passed</c> or <c>no-gap</c>.</summary>
    public required string Reason { get; init; }

    public override string Subject => GapId.ToString();
}

/// <summary>Partners agreed who does what, by when.</summary>
[EntityName("coalition.agreement-agreed.v1"), MessageUrn("coalition.agreement-agreed.v1"), Audience(Audience.Municipality)]
public sealed record AgreementAgreed : IntegrationEvent
{
    public required Guid AgreementId { get; init; }

    /// <summary>The gap that it answers, if one.</summary>
    public Guid? GapId { get; init; }

    /// <summary>The day by which it is done, in Europe/Amsterdam.</summary>
    public required DateOnly DueDate { get; init; }

    public override string Subject => AgreementId.ToString();
}

/// <summary>What was agreed is done.</summary>
[EntityName("coalition.agreement-completed.v1"), MessageUrn("coalition.agreement-completed.v1"), Audience(Audience.Municipality)]
public sealed record AgreementCompleted : IntegrationEvent
{
    public required Guid AgreementId { get; init; }

    /// <summary>The gap that it answers, if one.</summary>
    public Guid? GapId { get; init; }

    public override string Subject => AgreementId.ToString();
}
