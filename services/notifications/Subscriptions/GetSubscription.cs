using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Npgsql;

namespace Nabij.Notifications.Subscriptions;

/// <summary>One subscription, without its secret.</summary>
internal static class GetSubscription
{
    public static void Map(IEndpointRouteBuilder subscriptions) => subscriptions.MapGet("/{id:guid}", HandleAsync)
        .WithName(nameof(GetSubscription)).WithSummary("One of your subscriptions");

    private static async Task<Results<Ok<SubscriptionView>, ProblemHttpResult>> HandleAsync(
        Guid id, Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var subscription = await connection.QuerySingleOrDefaultAsync<Subscription>(
            new CommandDefinition(FindSql, new { id, caller.Subject, caller.Organisation }, cancellationToken: ct));
        if (subscription is null) return Problem.NotFound();
        ETag.Set(http, subscription.Version);
        return TypedResults.Ok(SubscriptionView.Of(subscription));
    }

    public const string FindSql = $"select {Subscription.Columns} from subscription s where s.id = @id and {SubscriptionsEndpoints.OwnedSql}";
}
