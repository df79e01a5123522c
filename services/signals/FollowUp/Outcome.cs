using static Nabij.Signals.FollowUp.State;

namespace Nabij.Signals.FollowUp;

/// <summary>How a follow-up ended, from which state that can be, and how long its data is kept after that.</summary>
internal sealed record Outcome(string Code, IReadOnlyList<string> From, RetentionRule Retention)
{
    public const string NoSuitableService = "no-suitable-service", Declined = "declined";

    public static readonly IReadOnlyList<Outcome> All =
    [
        new("helped",            [Accompanied, Started], RetentionRule.OneYear),
        new("at-service",        [Started],              RetentionRule.OneYear),
        new(NoSuitableService,   [Accompanied],          RetentionRule.OneYear),
        new("stopped-by-person", [Accompanied, Started], RetentionRule.NinetyDays),
        new(Declined,            [State.Declined],             RetentionRule.NinetyDays),
        new("no-need",           [NoNeed],               RetentionRule.NinetyDays),
        new("not-reached",       [NotReached],           RetentionRule.NinetyDays),
        new("advice-given",      [AdviceGiven],          RetentionRule.NinetyDays),
        new("handed-over",       [HandedOver],           RetentionRule.NinetyDays),
        new("not-taken",         [NotTaken],             RetentionRule.FourteenDays),
    ];

    public static Outcome? Find(string? code) => All.FirstOrDefault(o => o.Code == code);
}

/// <param name="Days">After the closing.</param>
internal sealed record RetentionRule(string Code, int Days)
{
    public static readonly RetentionRule FourteenDays = new("fourteen-days", 14), NinetyDays = new("ninety-days", 90), OneYear = new("one-year", 365);
}
