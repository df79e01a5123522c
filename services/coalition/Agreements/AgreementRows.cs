using Nabij.Messaging;

namespace Nabij.Coalition.Agreements;

/// <summary>How an agreement is read and written.</summary>
internal static class AgreementRows
{
    /// <summary>Any agreement; the caller holds the lock of its coalition.</summary>
    public static Task<Agreement> ReadAsync(UnitOfWork work, Guid id, CancellationToken ct) =>
        work.QuerySingleAsync<Agreement>($"select {Columns} {From} where a.id = @id", new { id }, ct);

    /// <summary>False when somebody else changed it since it was read.</summary>
    public static async Task<bool> SaveAsync(UnitOfWork work, Agreement a, CancellationToken ct)
    {
        var saved = await work.ExecuteAsync(SaveSql, Values(a), ct) == 1;
        if (saved) a.Version++;
        return saved;
    }

    public static object Values(Agreement a) => new
    {
        a.Id,
        a.CoalitionId,
        a.Number,
        a.What,
        a.OwnerId,
        a.DueDate,
        a.Means,
        a.Realistic,
        a.RealisticNote,
        a.Supported,
        a.SupportedNote,
        a.Staffed,
        a.StaffedNote,
        a.Funded,
        a.FundedNote,
        a.GapId,
        a.WorkgroupId,
        a.Component,
        status = a.Status.Code(),
        a.BlockedReason,
        a.CancelledReason,
        a.PostponedReason,
        a.TimesPostponed,
        a.Result,
        a.ProposedBy,
        a.ProposedAt,
        a.AgreedAt,
        a.CompletedAt,
        a.Version,
    };

    // The enum knows InProgress, the database in-progress.
    public const string Columns = """
        a.id, a.coalition_id, a.number, a.what, a.owner_id, h.name as owner_name, p.id as owner_partner_id, p.name as owner_partner,
        p.organisation_id as owner_organisation_id, coalesce(p.status = 'active' and h.erased_at is null, false) as owner_is_active,
        a.due_date, a.means, a.realistic, a.realistic_note, a.supported, a.supported_note, a.staffed, a.staffed_note, a.funded, a.funded_note,
        a.gap_id, a.workgroup_id, a.component, replace(a.status, '-', '') as status, a.blocked_reason, a.cancelled_reason, a.postponed_reason,
        a.times_postponed, a.result, a.proposed_by, a.proposed_at, a.agreed_at, a.completed_at, a.version
        """;

    public const string From = """
        from agreement a
        join coalition c on c.id = a.coalition_id
        left join person h on h.id = a.owner_id
        left join partner p on p.id = h.partner_id
        """;

    private const string SaveSql = """
        update agreement set what = @What, owner_id = @OwnerId, due_date = @DueDate, means = @Means,
            realistic = @Realistic, realistic_note = @RealisticNote, supported = @Supported, supported_note = @SupportedNote,
            staffed = @Staffed, staffed_note = @StaffedNote, funded = @Funded, funded_note = @FundedNote,
            gap_id = @GapId, workgroup_id = @WorkgroupId, component = @Component, status = @status, blocked_reason = @BlockedReason,
            cancelled_reason = @CancelledReason, postponed_reason = @PostponedReason, times_postponed = @TimesPostponed, result = @Result,
            agreed_at = @AgreedAt, completed_at = @CompletedAt, version = version + 1
        where id = @Id and version = @Version
        """;
}
