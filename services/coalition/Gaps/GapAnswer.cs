namespace Nabij.Coalition.Gaps;

/// <param name="Municipality">CBS code.</param>
/// <param name="SupportType">Code of the way of support that is missing.</param>
/// <param name="TargetGroup">Code of the group for which it is missing; absent for everyone.</param>
/// <param name="Count">Number of unmet needs.</param>
/// <param name="AgreementIds">Agreements that answer it, by number, without the cancelled ones.</param>
internal sealed record GapAnswer(
    Guid Id, string Municipality, string SupportType, string? TargetGroup, int Count, GapStatus Status, DateTimeOffset FirstNeedAt,
    DateTimeOffset LastNeedAt, DateTimeOffset? IdentifiedAt, string? ClosedReason, IReadOnlyList<Guid> AgreementIds)
{
    public static GapAnswer Of(Gap gap) => new(
        gap.Id, gap.Municipality, gap.SupportType, gap.TargetGroup, gap.Needs, gap.Status, gap.FirstNeedAt, gap.LastNeedAt, gap.IdentifiedAt,
        gap.ClosedReason, gap.AgreementIds);
}
