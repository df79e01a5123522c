using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Catalog.Verification;

/// <param name="Token">What stands behind the <c>#</c> of the link. It travels in bodies only, for addresses are logged.</param>
internal sealed record VerificationLinkRequest([property: Needed, LengthBetween(1, 100)] string Token);

/// <param name="Name">Of the service.</param>
internal sealed record VerificationLinkAnswer(Guid ServiceId, string Name, DateTimeOffset ExpiresAt);

/// <summary>What a link is about. Nothing changes: programs that open every link of a mail confirm nothing.</summary>
internal static class ReadLink
{
    public static readonly Text NoSuchLink = (
        "Deze link werkt niet, of niet meer. Log in om te bevestigen dat uw aanbod nog klopt.", "This link does not work, or no longer. Log in to confirm that your service is still right.");

    public static void Map(IEndpointRouteBuilder links) => links.MapPost("/read", HandleAsync)
        .WithName(nameof(ReadLink)).WithSummary("See what a link of a mail is about, without confirming it").ProducesProblem(404);

    private static async Task<Results<Ok<VerificationLinkAnswer>, ProblemHttpResult>> HandleAsync(
        VerificationLinkRequest request, VerificationLinks links, NpgsqlDataSource db, TimeProvider clock, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var found = await connection.QuerySingleOrDefaultAsync<VerificationLinkAnswer>(new CommandDefinition(
            FindSql, new { hash = links.Read(request.Token), now = clock.GetUtcNow() }, cancellationToken: ct));
        return found is null ? Problem.Of(StatusCodes.Status404NotFound, NoSuchLink) : TypedResults.Ok(found);
    }

    private const string FindSql = """
        select r.service_id, s.name, r.expires_at
        from verification_request r join service s on s.id = r.service_id
        where r.token_hash = @hash and r.used_at is null and r.expires_at > @now and s.state in ('published', 'paused')
        """;
}
