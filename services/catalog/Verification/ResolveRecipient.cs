using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Problems;
using Npgsql;

namespace Nabij.Catalog.Verification;

/// <summary>What one mail needs: where it goes, what it is about, and the link, which stands nowhere else.</summary>
internal sealed record Recipient(string Email, string Subject, string Link);

/// <summary>Gives the organisation's address behind a reference, until its message is acknowledged, answered, or 72 hours have passed.</summary>
internal static class ResolveRecipient
{
    private static readonly TimeSpan Validity = TimeSpan.FromHours(72);

    public static void Map(IEndpointRouteBuilder recipients) => recipients.MapPost("", HandleAsync).WithName(nameof(ResolveRecipient));

    private static async Task<Results<Ok<Recipient>, ProblemHttpResult>> HandleAsync(
        Guid @ref, VerificationLinks links, NpgsqlDataSource db, TimeProvider clock, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(FindSql, new { @ref, since = clock.GetUtcNow() - Validity }, cancellationToken: ct));
        return row is { Email: { } email } && links.Link(row.Id, row.TokenHash) is { } link ? TypedResults.Ok(new Recipient(email, row.Name, link)) : Problem.NotFound();
    }

    private sealed record Row
    {
        public Guid Id { get; init; }
        public byte[] TokenHash { get; init; } = [];
        public string Name { get; init; } = "";
        public string? Email { get; init; }
    }

    private const string FindSql = """
        select r.id, r.token_hash, s.name, coalesce(o.email, s.content->'contact'->>'email') as email
        from verification_request r
        join service s on s.id = r.service_id
        join organisation o on o.id = s.organisation_id
        where r.recipient_ref = @ref and r.acknowledged_at is null and r.used_at is null and r.asked_at > @since
        """;
}
