namespace Nabij.Coalition.Agreements;

/// <summary>How an agreement stands towards its due date; derived, never stored.</summary>
internal enum DueStatus
{
    /// <summary>No due date yet.</summary>
    NotSet,
    Set,

    /// <summary>Due today or within 14 days.</summary>
    DueSoon,
    PastDue,

    /// <summary>Done or cancelled.</summary>
    NoLongerApplicable,
}

internal static class Due
{
    private const int SoonDays = 14;

    public static DueStatus StatusOf(AgreementStatus status, DateOnly? due, DateOnly today) => (status, due) switch
    {
        (AgreementStatus.Done or AgreementStatus.Cancelled, _) => DueStatus.NoLongerApplicable,
        (_, null) => DueStatus.NotSet,
        (_, { } day) when day < today => DueStatus.PastDue,
        (_, { } day) when day <= today.AddDays(SoonDays) => DueStatus.DueSoon,
        _ => DueStatus.Set,
    };
}
