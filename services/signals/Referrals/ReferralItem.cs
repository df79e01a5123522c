using Nabij.ServiceDefaults.Auth;

namespace Nabij.Signals.Referrals;

/// <summary>A referral as its provider sees it. Which signal it comes from, and whom it is about, is not in it.</summary>
/// <param name="Status"><c>sent</c>, <c>accepted</c>, <c>started</c> or <c>completed</c>; or over: <c>returned</c>, <c>cancelled</c> (consent was withdrawn) or <c>ended</c>.</param>
/// <param name="Reason">Code of why it came back.</param>
/// <param name="Fields">Names of what was shared, for as long as it may be opened.</param>
internal sealed record ReferralItem(
    Guid Id, Guid ServiceId, string Municipality, string Status, string? Reason, string[] Fields, DateTimeOffset ReferredAt, DateTimeOffset ChangedAt, long Version)
{
    /// <summary>For Dapper; the tables are <c>r</c> and <c>s</c>.</summary>
    public const string Columns = """
        r.id, r.service_id, s.municipality, r.status, r.reason,
        case when r.status in ('sent', 'accepted', 'started') then r.fields else '{}'::text[] end as fields, r.referred_at, r.changed_at, r.version
        """;

    public const string FindSql = $"select {Columns} from referral r join signal s on s.id = r.signal_id where r.id = @id and {OwnSql}";

    /// <summary>Its own organisation's, in its own municipalities.</summary>
    public const string OwnSql = "r.organisation_id = @Organisation and (@everywhere or s.municipality = any(@municipalities))";

    /// <summary>Parameters of <see cref="FindSql"/>.</summary>
    public static object Own(Guid id, Caller caller) => new { id, caller.Organisation, everywhere = caller.ActsEverywhere, municipalities = caller.Municipalities.ToArray() };
}
