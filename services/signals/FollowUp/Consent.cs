namespace Nabij.Signals.FollowUp;

internal sealed record Consent
{
    public required Guid Id { get; init; }
    public required string Purpose { get; init; }
    public Guid? ServiceId { get; init; }

    /// <summary>Names of what may be shared.</summary>
    public string[] Fields { get; init; } = [];
}

internal static class ConsentPurpose
{
    public const string Contact = "contact", ShareWithProvider = "share-with-provider", FeedbackToReporter = "feedback-to-reporter", EffectMeasurement = "effect-measurement";

    /// <summary>Without it, the person does not want what the follow-up does.</summary>
    public static bool CarriesFollowUp(string purpose) => purpose is Contact or ShareWithProvider;
}
