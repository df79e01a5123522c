using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Notifications.Subscriptions;

/// <summary>The caller's own subscriptions, newest first.</summary>
internal static class ListSubscriptions
{
    public static void Map(IEndpointRouteBuilder subscriptions) => subscriptions.MapGet("", HandleAsync)
        .WithName(nameof(ListSubscriptions)).WithSummary("Your subscriptions");

    private static async Task<Ok<PagedList<SubscriptionView>>> HandleAsync(
        Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct, [Between(1, 1000)] int page = 1, [Between(1, 100)] int pageSize = 20)
    {
        var (subscriptions, total) = await db.ReadPageAsync<Subscription>(
            $"select {Subscription.Columns}", FromSql, "order by s.id desc", new { caller.Subject, caller.Organisation }, page, pageSize, ct);
        return Paging.Ok(http, [.. subscriptions.Select(s => SubscriptionView.Of(s))], page, pageSize, total);
    }

    private const string FromSql = $"from subscription s where {SubscriptionsEndpoints.OwnedSql}";
}
