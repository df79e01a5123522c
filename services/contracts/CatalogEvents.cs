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

/// <summary>What residents read about a published service has changed; with a municipality, what they read there of a national one.</summary>
[EntityName("catalog.service-changed.v1"), MessageUrn("catalog.service-changed.v1"), Audience(Audience.Public)]
public sealed record ServiceChanged : IntegrationEvent
{
    public required Guid ServiceId { get; init; }

    /// <summary>Names of the fields that changed, such as <c>costs</c>; never their content. In one municipality the first is <c>supplement</c> or <c>labels</c>.</summary>
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

/// <summary>Somebody made sure that what is told about a service is right. Its text did not change.</summary>
[EntityName("catalog.service-verified.v1"), MessageUrn("catalog.service-verified.v1"), Audience(Audience.Public)]
public sealed record ServiceVerified : IntegrationEvent
{
    public required Guid ServiceId { get; init; }

    /// <summary><c>provider-link</c>, <c>provider</c>, <c>phone</c>, <c>visit</c>, <c>website</c> or <c>feed</c>.</summary>
    public required string How { get; init; }

    /// <summary>Role of whoever looked: <c>editor</c> or <c>provider</c>; never who it was.</summary>
    public required string ByRole { get; init; }

    /// <summary>Names of the fields that were confirmed, such as <c>costs</c>; empty means all of it.</summary>
    public required IReadOnlyList<string> ConfirmedFields { get; init; }

    public override string Subject => ServiceId.ToString();
}

/// <summary>Three quarters of the time for which a check holds have passed: somebody should make sure again that a service is right. Once per check.</summary>
[EntityName("catalog.service-verification-due.v1"), MessageUrn("catalog.service-verification-due.v1"), Audience(Audience.Public)]
public sealed record ServiceVerificationDue : IntegrationEvent
{
    public required Guid ServiceId { get; init; }

    /// <summary>Code of how often it is to be checked, such as <c>group</c>.</summary>
    public required string Cadence { get; init; }

    /// <summary>From when on it counts as not checked recently, in UTC.</summary>
    public required DateTimeOffset StaleAt { get; init; }

    public override string Subject => ServiceId.ToString();
}

/// <summary>
/// There is a question for the organisation of a service. Its address stays in the catalogue: <see cref="RecipientRef"/> can be exchanged for it by
/// the notifications service, for this one message and for at most 72 hours.
/// </summary>
[EntityName("catalog.provider-notice-due.v1"), MessageUrn("catalog.provider-notice-due.v1"), Audience(Audience.Internal)]
public sealed record ProviderNoticeDue : IntegrationEvent
{
    public required Guid ServiceId { get; init; }

    public required Guid RecipientRef { get; init; }

    /// <summary>Code of the mail template.</summary>
    public required string Template { get; init; }

    public override string Subject => ServiceId.ToString();
}

/// <summary>Somebody answered a questionnaire about the quality of a service.</summary>
[EntityName("catalog.quality-assessed.v1"), MessageUrn("catalog.quality-assessed.v1"), Audience(Audience.Organisation)]
public sealed record QualityAssessed : IntegrationEvent
{
    public required Guid AssessmentId { get; init; }

    public required Guid ServiceId { get; init; }

    /// <summary>Key of the questionnaire.</summary>
    public required string Questionnaire { get; init; }

    /// <summary>From 1.</summary>
    public required int QuestionnaireVersion { get; init; }

    /// <summary>Of the whole: <c>weak</c>, <c>fair</c> or <c>strong</c>.</summary>
    public required string Band { get; init; }

    /// <summary>Codes of the components that are weak.</summary>
    public required IReadOnlyList<string> WeakComponents { get; init; }

    public override string Subject => AssessmentId.ToString();
}

/// <summary>
/// People searched for this in a municipality and found nothing, at least ten times in the last thirty days. At most once a day for a need; the
/// count takes the place of the one before.
/// </summary>
[EntityName("catalog.demand-unmet.v1"), MessageUrn("catalog.demand-unmet.v1"), Audience(Audience.Municipality)]
public sealed record DemandUnmet : IntegrationEvent
{
    /// <summary>Code of the way of support that was looked for; null when none was.</summary>
    public string? SupportType { get; init; }

    /// <summary>Code of the problem; null when none was told.</summary>
    public string? Problem { get; init; }

    /// <summary>Code of the target group; null when none was told.</summary>
    public string? TargetGroup { get; init; }

    /// <summary>How often in the last thirty whole days, rounded down to tens; 10 at least. The same need within a quarter of an hour counts once.</summary>
    public required int Searches { get; init; }

    public override string Subject => $"unmet {Municipality} {SupportType} {Problem} {TargetGroup}";
}
