using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Notifications.Subscriptions;

/// <summary>The subscription goes, with its secrets and its log of deliveries.</summary>
internal static class Unsubscribe
{
    public static void Map(IEndpointRouteBuilder subscriptions) => subscriptions.MapDelete("/{id:guid}", HandleAsync)
        .WithName(nameof(Unsubscribe)).WithSummary("Delete a subscription");

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(Guid id, Caller caller, UnitOfWork work, CancellationToken ct)
    {
        if (await work.ExecuteAsync(DeleteSql, new { id, caller.Subject, caller.Organisation }, ct) == 0) return Problem.NotFound();
        await work.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    private const string DeleteSql = $"delete from subscription where id = @id and {SubscriptionsEndpoints.OwnedSql}";
}
