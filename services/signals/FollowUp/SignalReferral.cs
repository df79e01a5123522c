namespace Nabij.Signals.FollowUp;

/// <param name="Fields">Names of what is shared.</param>
internal sealed record NewReferral(Guid Id, Guid ServiceId, bool IsToActiveService, IReadOnlyList<string> Fields, Guid? ConsentId)
{
    /// <summary>What is shared, sealed; null when nothing is.</summary>
    public byte[]? Shared { get; set; }
}

/// <param name="OrganisationId">Whose inbox it is in; null when that is not known.</param>
/// <param name="Fields">Names of what was shared.</param>
internal sealed record OpenReferral(Guid Id, Guid ServiceId, string Status, long Version, Guid? OrganisationId, string[] Fields);

/// <param name="SupportType">Code of the way of support that no service offers.</param>
/// <param name="TargetGroup">Code; null for everyone.</param>
internal sealed record UnmetNeed(string SupportType, string? TargetGroup);
