namespace Nabij.Coalition.Agreements;

/// <param name="Name">"oud-lid" once erased.</param>
/// <param name="Partner">Name of the partner.</param>
internal sealed record AgreementOwner(Guid PersonId, string Name, Guid PartnerId, string Partner);

/// <param name="Number">Within the coalition, such as A-17.</param>
/// <param name="DueDate">The day by which it is done, in Europe/Amsterdam.</param>
/// <param name="DueStatus">due-soon: today or within 14 days.</param>
/// <param name="Next">The steps that its status allows.</param>
internal sealed record AgreementAnswer(
    Guid Id, Guid CoalitionId, string Number, string What, AgreementOwner? Owner, DateOnly? DueDate, DueStatus DueStatus, string? Means,
    AgreementChecks Checks, Guid? GapId, Guid? WorkgroupId, string? Component, AgreementStatus Status, string? BlockedReason,
    string? CancelledReason, string? PostponedReason, int TimesPostponed, string? Result, DateTimeOffset ProposedAt, DateTimeOffset? AgreedAt,
    DateTimeOffset? CompletedAt, IReadOnlyList<string> Next)
{
    public static AgreementAnswer Of(Agreement a, DateOnly today) => new(
        a.Id, a.CoalitionId, $"A-{a.Number}", a.What,
        a.OwnerId is { } owner ? new AgreementOwner(owner, a.OwnerName!, a.OwnerPartnerId!.Value, a.OwnerPartner!) : null,
        a.DueDate, Due.StatusOf(a.Status, a.DueDate, today), a.Means, a.Checks, a.GapId, a.WorkgroupId, a.Component, a.Status, a.BlockedReason,
        a.CancelledReason, a.PostponedReason, a.TimesPostponed, a.Result, a.ProposedAt, a.AgreedAt, a.CompletedAt, a.Next);
}
