namespace Nabij.Signals.FollowUp;

/// <summary>Something that happened outside the desk and that the handler must look at. The next step takes it away, and so does a handler who has seen it.</summary>
internal static class SignalFlag
{
    public const string ServicePaused = "service-paused", ServiceArchived = "service-archived", ReferralRejected = "referral-rejected", ReferralCompleted = "referral-completed",
        MailUndeliverable = "mail-undeliverable";
}
