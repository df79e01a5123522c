using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;
using static Nabij.Coalition.Agreements.AgreementStatus;

namespace Nabij.Coalition.Agreements;

internal enum AgreementStatus
{
    Proposed,
    Agreed,
    InProgress,
    Blocked,
    Done,
    Cancelled,
}

/// <summary>
/// An agreement ("afspraak") is concrete before anybody is held to it: what, who, by when, with what, and four honest answers. Who is held
/// to it can be lost; then it waits for another owner.
/// </summary>
internal sealed class Agreement
{
    private const int FurthestYears = 10;

    private static readonly Lifecycle<AgreementStatus> Life = new(
        new("agree", [Proposed], Agreed),
        new("start", [Agreed], InProgress),
        new("block", [InProgress], Blocked),
        new("unblock", [Blocked], InProgress),
        new("postpone", [Agreed, InProgress, Blocked], To: null),
        new("complete", [InProgress, Blocked], Done),
        new("cancel", [Proposed, Agreed, InProgress, Blocked], Cancelled));

    public Guid Id { get; init; }

    public Guid CoalitionId { get; init; }

    /// <summary>Counts from 1 within the coalition, without a gap.</summary>
    public int Number { get; init; }

    public string What { get; private set; } = "";

    public Guid? OwnerId { get; private set; }

    public string? OwnerName { get; private set; }

    public Guid? OwnerPartnerId { get; private set; }

    public string? OwnerPartner { get; private set; }

    /// <summary>The owner's organisation in the catalogue.</summary>
    public Guid? OwnerOrganisationId { get; private set; }

    /// <summary>The owner's partner takes part at present.</summary>
    public bool OwnerIsActive { get; set; }

    /// <summary>A day in Europe/Amsterdam.</summary>
    public DateOnly? DueDate { get; private set; }

    public string? Means { get; private set; }

    public bool? Realistic { get; private set; }

    public string? RealisticNote { get; private set; }

    public bool? Supported { get; private set; }

    public string? SupportedNote { get; private set; }

    public bool? Staffed { get; private set; }

    public string? StaffedNote { get; private set; }

    public bool? Funded { get; private set; }

    public string? FundedNote { get; private set; }

    public Guid? GapId { get; private set; }

    public Guid? WorkgroupId { get; private set; }

    public string? Component { get; private set; }

    public AgreementStatus Status { get; private set; }

    public string? BlockedReason { get; private set; }

    public string? CancelledReason { get; private set; }

    /// <summary>Of the last time.</summary>
    public string? PostponedReason { get; private set; }

    public int TimesPostponed { get; private set; }

    public string? Result { get; private set; }

    /// <summary>Subject of the account.</summary>
    public string ProposedBy { get; init; } = "";

    public DateTimeOffset ProposedAt { get; init; }

    public DateTimeOffset? AgreedAt { get; private set; }

    public DateTimeOffset? CompletedAt { get; private set; }

    public long Version { get; set; } = 1;

    public string[] Next => Life.Next(Status);

    public AgreementChecks Checks => new(
        Check(Realistic, RealisticNote), Check(Supported, SupportedNote), Check(Staffed, StaffedNote), Check(Funded, FundedNote));

    public bool IsHeldTo => Status is Agreed or InProgress or Blocked or Done;

    public static Agreement Propose(Guid coalition, int number, AgreementTerms terms, string by, DateTimeOffset now)
    {
        var agreement = new Agreement { Id = Guid.CreateVersion7(now), CoalitionId = coalition, Number = number, ProposedBy = by, ProposedAt = now };
        agreement.Set(terms);
        return agreement;
    }

    /// <summary>The coordinator for everyone, a member for its own organisation and for its own proposal.</summary>
    public bool MayBeChangedBy(Caller caller) =>
        caller.ActsForPartner(OwnerOrganisationId) || (Status == Proposed && caller.Subject == ProposedBy);

    /// <summary>The terms are open as long as nobody is held to them.</summary>
    public Refusal? Change(AgreementTerms terms)
    {
        if (Status != Proposed) return new WrongState(Next);
        Set(terms);
        return null;
    }

    public Refusal? Agree(DateOnly today, DateTimeOffset now)
    {
        if ((Life.Check("agree", Status, out var to) ?? Incomplete.Of(NotConcrete(today))) is { } refusal) return refusal;
        (Status, AgreedAt) = (to, now);
        return null;
    }

    public Refusal? Start() => Go("start");

    public Refusal? Block(string reason)
    {
        if (Go("block") is { } refusal) return refusal;
        BlockedReason = reason;
        return null;
    }

    public Refusal? Unblock()
    {
        if (Go("unblock") is { } refusal) return refusal;
        BlockedReason = null;
        return null;
    }

    public Refusal? Postpone(DateOnly due, string reason, DateOnly today)
    {
        if (Life.Check("postpone", Status, out _) is { } refusal) return refusal;
        if (due <= DueDate || WrongDay(due, today) is not null)
            return new Incomplete(new Dictionary<string, Text> { ["dueDate"] = WrongDay(due, today) ?? NotLater });
        (DueDate, PostponedReason, TimesPostponed) = (due, reason, TimesPostponed + 1);
        return null;
    }

    public Refusal? Complete(string result, DateTimeOffset now)
    {
        if (Go("complete") is { } refusal) return refusal;
        (Result, CompletedAt, BlockedReason) = (result, now, null);
        return null;
    }

    public Refusal? Cancel(string reason)
    {
        if (Go("cancel") is { } refusal) return refusal;
        (CancelledReason, BlockedReason) = (reason, null);
        return null;
    }

    /// <summary>The owner is gone: an open agreement waits for another one. False when it is over, and keeps its owner.</summary>
    public bool LoseOwner()
    {
        if (Status is Done or Cancelled) return false;
        (Status, OwnerId, OwnerName, OwnerPartnerId, OwnerPartner, OwnerOrganisationId, OwnerIsActive) = (Proposed, null, null, null, null, null, false);
        (AgreedAt, BlockedReason) = (null, null);
        return true;
    }

    /// <summary>What keeps it from being concrete, by field of the terms.</summary>
    private Dictionary<string, Text> NotConcrete(DateOnly today)
    {
        var missing = new Dictionary<string, Text>();
        if (string.IsNullOrWhiteSpace(What)) missing["what"] = ("Schrijf op wat er gebeurt.", "Say what is done.");
        if (OwnerId is null) missing["ownerPersonId"] = ("Kies wie het doet.", "Choose who does it.");
        else if (!OwnerIsActive) missing["ownerPersonId"] = ("De partner van deze persoon doet nu niet mee.", "This person's partner does not take part now.");
        if (DueDate is not { } due) missing["dueDate"] = ("Kies een dag waarop het klaar is.", "Choose a day by which it is done.");
        else if (WrongDay(due, today) is { } wrong) missing["dueDate"] = wrong;
        if (string.IsNullOrWhiteSpace(Means)) missing["means"] = ("Schrijf op met welke middelen.", "Say with what means.");
        foreach (var (name, check) in Checks.All())
        {
            if (check is null) missing[$"checks.{name}"] = ("Antwoord met ja of nee.", "Answer yes or no.");
            else if (check is { Answer: false } && string.IsNullOrWhiteSpace(check.Note)) missing[$"checks.{name}.note"] = NoNote;
        }

        return missing;
    }

    private static Text? WrongDay(DateOnly due, DateOnly today) =>
        due < today ? new Text("Deze dag is al voorbij.", "This day is in the past.")
        : due > today.AddYears(FurthestYears) ? new Text("Kies een dag binnen tien jaar.", "Choose a day within ten years.")
        : null;

    private void Set(AgreementTerms terms)
    {
        (What, OwnerId, DueDate, Means) = (terms.What, terms.OwnerPersonId, terms.DueDate, terms.Means);
        (GapId, WorkgroupId, Component) = (terms.GapId, terms.WorkgroupId, terms.Component);
        var checks = terms.Checks ?? new AgreementChecks();
        (Realistic, RealisticNote) = (checks.Realistic?.Answer, checks.Realistic?.Note);
        (Supported, SupportedNote) = (checks.Supported?.Answer, checks.Supported?.Note);
        (Staffed, StaffedNote) = (checks.Staffed?.Answer, checks.Staffed?.Note);
        (Funded, FundedNote) = (checks.Funded?.Answer, checks.Funded?.Note);
    }

    private Refusal? Go(string step)
    {
        if (Life.Check(step, Status, out var to) is { } refusal) return refusal;
        Status = to;
        return null;
    }

    private static AgreementCheck? Check(bool? answer, string? note) => answer is null ? null : new AgreementCheck(answer, note);

    private static readonly Text NoNote = ("Schrijf bij nee op wat u eraan doet.", "With no, say what you do about it.");
    private static readonly Text NotLater = ("Kies een latere dag dan nu is afgesproken.", "Choose a later day than is agreed now.");
}
