using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.Notifications.Deliveries;
using Nabij.Notifications.EventTypes;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Notifications.Subscriptions;

/// <summary>
/// The owner decides anew. The clearance becomes that of this token. A new sink, or one that was disabled, has to agree before it gets events;
/// what was waiting for it is sent then. What happened while it was disabled stands in the feed.
/// </summary>
internal static class ChangeSubscription
{
    public static void Map(IEndpointRouteBuilder subscriptions) => subscriptions.MapPut("/{id:guid}", HandleAsync)
        .WithName(nameof(ChangeSubscription)).WithSummary("Change a subscription").RequireIfMatch();

    private static async Task<Results<Ok<SubscriptionView>, ProblemHttpResult>> HandleAsync(
        Guid id, SubscriptionRequest request, IfMatch ifMatch, Caller caller, EventCatalog catalog, SinkGuard guard, Handshake handshake, UnitOfWork work,
        TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        if (request.Check(catalog, guard) is { Count: > 0 } errors) return Problem.Invalid(errors);
        var before = await work.QuerySingleOrDefaultAsync<Subscription>(LockSql, new { id, caller.Subject, caller.Organisation }, ct);
        if (before is null) return Problem.NotFound();
        if (!ifMatch.Allows(before.Version)) return Problem.PreconditionFailed();

        var again = before.MustAgreeAgain(request.Sink);
        var after = await work.QuerySingleAsync<Subscription>(UpdateSql, request.Row(id, caller, clock.GetUtcNow(), again), ct);
        await work.CommitAsync(ct);
        if (again) handshake.Wake();
        ETag.Set(http, after.Version);
        return TypedResults.Ok(SubscriptionView.Of(after));
    }

    private const string LockSql = GetSubscription.FindSql + " for no key update";

    private const string UpdateSql = $"""
        update subscription s
        set municipalities = @municipalities, sink = @sink, types = @types, filters = @filters::json, format = lower(@format), version = s.version + 1,
            changed_at = @now,
            state = case when @agreeAgain then 'pending' else s.state end,
            state_reason = case when @agreeAgain then null else s.state_reason end,
            handshakes = case when @agreeAgain then 0 else s.handshakes end,
            next_handshake_at = case when @agreeAgain then @now else s.next_handshake_at end,
            failures = case when @agreeAgain then 0 else s.failures end,
            trips = case when @agreeAgain then 0 else s.trips end,
            open_until = case when @agreeAgain then '-infinity' else s.open_until end,
            failing_since = case when @agreeAgain then null else s.failing_since end
        where s.id = @id
        returning {Subscription.Columns}
        """;
}
