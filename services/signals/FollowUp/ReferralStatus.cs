namespace Nabij.Signals.FollowUp;

/// <summary>How a referral goes, as handler and provider both see it.</summary>
internal static class ReferralStatus
{
    public const string Sent = "sent", Accepted = "accepted", Started = "started", Completed = "completed";

    /// <summary>Over: it came back, consent was withdrawn, or the follow-up was closed while the person was at the service.</summary>
    public const string Returned = "returned", Cancelled = "cancelled", Ended = "ended";

    /// <summary>Only now may the provider read what was shared.</summary>
    public static readonly IReadOnlyList<string> Open = [Sent, Accepted, Started];
}
