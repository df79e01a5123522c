using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Services;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Verification;

/// <param name="StaleAt">From when on it counts as not checked recently.</param>
internal sealed record ConfirmedLink(Guid ServiceId, string Name, DateTimeOffset VerifiedAt, DateTimeOffset? StaleAt);

/// <summary>
/// "Still right", in one click and without logging in. A link works once. One that is forged, used, expired, or about what has ended gets one and
/// the same answer.
/// </summary>
internal static class ConfirmLink
{
    private const string How = "provider-link";

    public static void Map(IEndpointRouteBuilder links) => links.MapPost("/confirm", HandleAsync)
        .WithName(nameof(ConfirmLink)).WithSummary("Confirm with a link of a mail that a service is still right").ProducesProblem(404);

    private static async Task<Results<Ok<ConfirmedLink>, ProblemHttpResult>> HandleAsync(
        VerificationLinkRequest request, VerificationLinks links, UnitOfWork work, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var about = await work.QuerySingleOrDefaultAsync<Guid?>(UseSql, new { hash = links.Read(request.Token), now }, ct);
        var service = await ServiceRows.FindForChangeAsync(work, about ?? Guid.Empty, ct);
        if (service is not { MayBeVerified: true }) return Problem.Of(StatusCodes.Status404NotFound, ReadLink.NoSuchLink);

        await VerifyService.RecordAsync(work, service, How, Roles.Provider, null, now, ct);
        await work.CommitAsync(ct);
        return TypedResults.Ok(new ConfirmedLink(service.Id, service.Content.Name, now, Freshness.StaleAt(service)));
    }

    private const string UseSql = """
        update verification_request set used_at = @now where token_hash = @hash and used_at is null and expires_at > @now
        returning service_id
        """;
}
