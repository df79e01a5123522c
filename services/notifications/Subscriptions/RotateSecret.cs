using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Notifications.Subscriptions;

/// <param name="OverlapHours">How long the present secret signs as well: 0 (it leaked) to 168; default 24.</param>
internal sealed record RotateSecretRequest([property: Between(0, 168)] int? OverlapHours);

/// <param name="Secret">The new secret. It is shown once.</param>
/// <param name="PreviousUntil">Until then deliveries carry a signature of the previous secret too.</param>
internal sealed record RotateSecretResponse(string Secret, DateTimeOffset PreviousUntil);

/// <summary>A new secret, while the previous one goes on for a while, so that the receiver can change over without losing a delivery. An older one ends now.</summary>
internal static class RotateSecret
{
    private const int DefaultOverlap = 24;

    public static void Map(IEndpointRouteBuilder subscriptions) => subscriptions.MapPost("/{id:guid}/secret", HandleAsync)
        .WithName(nameof(RotateSecret)).WithSummary("Make a new secret").WithIdempotency();

    private static async Task<Results<Created<RotateSecretResponse>, ProblemHttpResult>> HandleAsync(
        Guid id, RotateSecretRequest request, Caller caller, SecretBox box, UnitOfWork work, TimeProvider clock, CancellationToken ct)
    {
        var subscription = await work.QuerySingleOrDefaultAsync<Subscription>(LockSql, new { id, caller.Subject, caller.Organisation }, ct);
        if (subscription is null) return Problem.NotFound();

        var (secret, now) = (SecretBox.NewSecret(), clock.GetUtcNow());
        var until = now.AddHours(request.OverlapHours ?? DefaultOverlap);
        await work.ExecuteAsync(ForgetSql, new { id, now, until }, ct);
        await work.ExecuteAsync(RetireSql, new { id, until }, ct);
        await work.ExecuteAsync(InsertSql, new { secretId = Guid.CreateVersion7(), id, @sealed = box.Seal(id, secret), now }, ct);
        await work.CommitAsync(ct);
        return TypedResults.Created((string?)null, new RotateSecretResponse(SecretBox.Show(secret), until));
    }

    public const string InsertSql = """
        insert into subscription_secret (id, subscription_id, sealed, created_at) values (@secretId, @id, @sealed, @now)
        """;

    private const string LockSql = GetSubscription.FindSql + " for no key update";

    private const string ForgetSql = "delete from subscription_secret where subscription_id = @id and (expires_at is not null or @until <= @now)";

    private const string RetireSql = "update subscription_secret set expires_at = @until where subscription_id = @id";
}
