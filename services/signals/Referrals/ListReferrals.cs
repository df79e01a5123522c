using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.FollowUp;
using Npgsql;

namespace Nabij.Signals.Referrals;

internal static class ListReferrals
{
    public static void Map(IEndpointRouteBuilder referrals) => referrals.MapGet("", HandleAsync)
        .WithName(nameof(ListReferrals)).WithSummary("The referrals to the services of your organisation, newest first");

    /// <param name="status">Codes of statuses.</param>
    private static async Task<Ok<PagedList<ReferralItem>>> HandleAsync(Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct,
        [AtMost(7), OneOf(ReferralStatus.Sent, ReferralStatus.Accepted, ReferralStatus.Started, ReferralStatus.Completed, ReferralStatus.Returned, ReferralStatus.Cancelled, ReferralStatus.Ended)]
        string[]? status = null,
        [Between(1, 1000)] int page = 1, [Between(1, 100)] int pageSize = 20)
    {
        var (items, total) = await db.ReadPageAsync<ReferralItem>($"select {ReferralItem.Columns}", From, "order by r.referred_at desc, r.id desc", new
        {
            caller.Organisation,
            everywhere = caller.ActsEverywhere,
            municipalities = caller.Municipalities.ToArray(),
            statuses = status is { Length: > 0 } ? status : null,
        }, page, pageSize, ct);
        return Paging.Ok(http, items, page, pageSize, total);
    }

    private const string From = $"from referral r join signal s on s.id = r.signal_id where {ReferralItem.OwnSql} and (@statuses::text[] is null or r.status = any(@statuses))";
}
