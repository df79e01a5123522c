using Dapper;
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
        await using var connection = await db.OpenConnectionAsync(ct);
        var args = new { caller.Subject, caller.Organisation, pageSize, offset = Paging.Offset(page, pageSize) };
        var total = await connection.QuerySingleAsync<long>(new CommandDefinition(CountSql, args, cancellationToken: ct));
        var subscriptions = await connection.QueryAsync<Subscription>(new CommandDefinition(PageSql, args, cancellationToken: ct));
        return Paging.Ok(http, [.. subscriptions.Select(s => SubscriptionView.Of(s))], page, pageSize, total);
    }

    private const string CountSql = $"select count(*) from subscription where {SubscriptionsEndpoints.OwnedSql}";

    private const string PageSql = $"""
        select {Subscription.Columns}
        from subscription s
        where {SubscriptionsEndpoints.OwnedSql}
        order by s.id desc
        limit @pageSize offset @offset
        """;
}
