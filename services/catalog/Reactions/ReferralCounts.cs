using Nabij.Messaging;

namespace Nabij.Catalog.Reactions;

/// <summary>
/// What happened with referrals, by service and day. Additive: every event counts once (the inbox sees to that), in whatever order they come, and
/// nothing is ever taken off.
/// </summary>
internal static class ReferralCounts
{
    public static Task AddAsync(UnitOfWork work, Guid service, DateTimeOffset at, int referrals, int returnedFull, CancellationToken ct) =>
        work.ExecuteAsync(AddSql, new { service, day = DateOnly.FromDateTime(at.UtcDateTime), referrals, returnedFull }, ct);

    private const string AddSql = """
        insert into referral_count as c (service_id, day, referrals, returned_full) values (@service, @day, @referrals, @returnedFull)
        on conflict (service_id, day) do update
        set referrals = c.referrals + excluded.referrals, returned_full = c.returned_full + excluded.returned_full
        """;
}
