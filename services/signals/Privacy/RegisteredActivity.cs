using System.Reflection;
using Nabij.Signals.Logs;

namespace Nabij.Signals.Privacy;

/// <summary>What the register of processing activities says of each one. The lines of the processing log refer to it.</summary>
/// <param name="Purpose">What it is for.</param>
/// <param name="Recipients">Who gets data by it.</param>
internal sealed record RegisteredActivity(ProcessingActivity Activity, string Purpose, string Basis, string Recipients)
{
    private const string PublicTask = "GDPR art. 6(1)(e), Wmo 2015 art. 2.1.1 and 2.1.2", Duty = "GDPR art. 6(1)(c)", Handlers = "handlers of the organisation that follows up";

    public static readonly IReadOnlyList<RegisteredActivity> All =
    [
        new(ProcessingActivity.Receive, "Take in a worry about somebody, and give it a place.", PublicTask, "none: it is sealed at once"),
        new(ProcessingActivity.Triage, "Judge what a worry asks for, and whether it belongs here.", PublicTask, Handlers),
        new(ProcessingActivity.Contact, "Reach the person, and tell them that there was a signal (art. 14).", PublicTask, Handlers),
        new(ProcessingActivity.Guide, "Stand by the person, who agreed to that.", PublicTask + "; the person's consent as a safeguard", Handlers),
        new(ProcessingActivity.Refer, "Bring the person to a service, with consent to share with exactly that one.", PublicTask + "; the person's consent as a safeguard", Handlers),
        new(ProcessingActivity.Feedback, "Tell the reporter that something was done, and no more.", PublicTask, "the reporter; the mail server, for the address"),
        new(ProcessingActivity.Outreach, "Visit people at home, and help who wants that.", PublicTask, Handlers),
        new(ProcessingActivity.Close, "End the follow-up, and set how long data is kept.", PublicTask, Handlers),
        new(ProcessingActivity.Identity, "Let a handler see who reported, after somebody else agreed.", PublicTask, "the handler who asked, for a day"),
        new(ProcessingActivity.Rights, "Answer who asks about their own data.", Duty + ", art. 15 to 22", "privacy officers of the municipality; the one who asks"),
        new(ProcessingActivity.Erase, "Destroy what is not needed any more, or what somebody has a right to see destroyed.", Duty + ", art. 5(1)(e) and 17", "none"),
        new(ProcessingActivity.ReadLogs, "See to it that data was read for a reason only.", Duty + ", art. 5(2) and 32", "privacy officers of the municipality"),
    ];

    /// <summary>What the code can write to the log.</summary>
    public static IReadOnlyList<ProcessingActivity> InCode =>
        [.. typeof(ProcessingActivity).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => f.GetValue(null)).OfType<ProcessingActivity>()];
}
