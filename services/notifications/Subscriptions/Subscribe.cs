using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.Notifications.Deliveries;
using Nabij.Notifications.EventTypes;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Notifications.Subscriptions;

/// <summary>A partner wants events from now on. They are sent once the sink has agreed to the handshake.</summary>
internal static class Subscribe
{
    private const int MostPerOwner = 50;

    private static readonly Text TooMany = (
        $"U heeft al {MostPerOwner} abonnementen. Verwijder er eerst een.", $"You have {MostPerOwner} subscriptions already. Delete one first.");

    public static void Map(IEndpointRouteBuilder subscriptions) => subscriptions.MapPost("", HandleAsync)
        .WithName(nameof(Subscribe)).WithSummary("Subscribe to events; the answer holds the secret, once")
        .WithIdempotency().ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Created<SubscriptionView>, ProblemHttpResult>> HandleAsync(
        SubscriptionRequest request, Caller caller, EventCatalog catalog, SinkGuard guard, SecretBox box, Handshake handshake, UnitOfWork work,
        TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        if (request.Check(catalog, guard) is { Count: > 0 } errors) return Problem.Invalid(errors);
        if (await work.QuerySingleAsync<long>(CountSql, new { caller.Subject, caller.Organisation }, ct) >= MostPerOwner) return Problem.Conflict(TooMany);

        var (id, secret, now) = (Guid.CreateVersion7(), SecretBox.NewSecret(), clock.GetUtcNow());
        var subscription = await work.QuerySingleAsync<Subscription>(InsertSql, request.Row(id, caller, now), ct);
        await work.ExecuteAsync(RotateSecret.InsertSql, new { secretId = Guid.CreateVersion7(), id, @sealed = box.Seal(id, secret), now }, ct);
        await work.CommitAsync(ct);
        handshake.Wake();
        ETag.Set(http, subscription.Version);
        return TypedResults.Created($"{http.Request.Path}/{id}", SubscriptionView.Of(subscription, SecretBox.Show(secret)));
    }

    private const string CountSql = $"select count(*) from subscription where {SubscriptionsEndpoints.OwnedSql}";

    private const string InsertSql = $"""
        insert into subscription as s (id, owner_subject, owner_organisation, municipalities, sink, types, filters, format, state, from_position, version,
                                       created_at, changed_at, next_handshake_at)
        values (@id, @Subject, @Organisation, @municipalities, @sink, @types, @filters::json, lower(@format), 'pending',
                (select position from log_position where id = 1), 1, @now, @now, @now)
        returning {Subscription.Columns}
        """;
}
