namespace Nabij.Signals.FollowUp;

/// <summary>Why a referral came back.</summary>
internal static class ReturnReason
{
    public const string Full = "full", NotSuitable = "not-suitable", Unreachable = "unreachable", Stopped = "stopped";

    /// <summary>Follows from the withdrawal; nobody chooses it.</summary>
    public const string ConsentWithdrawn = "consent-withdrawn";
}

/// <summary>Why a signal whose reporter was asked something is judged again.</summary>
internal static class ResumeReason
{
    /// <summary>Follow from what happens; nobody chooses them.</summary>
    public const string Answered = "answered", TimedOut = "timed-out";

    public const string AnsweredOtherwise = "answered-otherwise", NotNeeded = "not-needed";
}
