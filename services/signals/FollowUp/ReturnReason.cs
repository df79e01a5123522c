namespace Nabij.Signals.FollowUp;

/// <summary>Why a referral came back.</summary>
internal static class ReturnReason
{
    public const string Full = "full", NotSuitable = "not-suitable", Unreachable = "unreachable", Stopped = "stopped";

    /// <summary>Follows from the withdrawal; nobody chooses it.</summary>
    public const string ConsentWithdrawn = "consent-withdrawn";
}
