namespace Nabij.Signals.FollowUp;

/// <summary>Codes of the notices to a reporter: none holds anything of the case.</summary>
internal static class ReporterNotice
{
    public const string Received = "signal-received", Closed = "signal-closed", Question = "signal-question", Send = "send";
}
