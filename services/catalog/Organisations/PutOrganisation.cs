using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Verification;
using Nabij.Contracts;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.OpenApi;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Organisations;

/// <summary>The id is given by the caller: tokens, coalitions and providers refer to it, and it exists before the organisation is listed.</summary>
internal static class PutOrganisation
{
    public static void Map(IEndpointRouteBuilder organisations) => organisations.MapPut("/{id:guid}", HandleAsync)
        .WithName(nameof(PutOrganisation)).WithSummary("List an organisation under a given id (If-None-Match: *), or change it (If-Match)")
        .WithMetadata(new DocumentedHeader("If-None-Match", false, "Een * maakt de organisatie aan. / A * creates the organisation."))
        .WithMetadata(new DocumentedHeader("If-Match", false, "De ETag die u las. / The ETag that you read."))
        .RequireAuthorization("editor|provider")
        .ProducesProblem(412).ProducesProblem(428);

    private static async Task<Results<Created<OrganisationAnswer>, Ok<OrganisationAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, OrganisationContent request, Caller caller, IfMatch match, UnitOfWork work, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        var creates = http.Request.Headers.IfNoneMatch == "*";
        if (!creates && match.Value.Length == 0) return Problem.Of(428);
        if (!Organisation.MayChange(caller, id)) return Problem.NotFound();

        var now = clock.GetUtcNow();
        if (creates)
        {
            if (!caller.Is(Roles.Editor)) return Problem.Forbidden(OnlyEditors);
            if (await work.QuerySingleOrDefaultAsync<Organisation>(InsertSql, Row(id, request, now), ct) is not { } listed) return Problem.PreconditionFailed();
            work.Publish(new OrganisationListed { OrganisationId = id, Organisation = id, Domain = request.Domain, AggregateVersion = 1, OccurredAt = now });
            await work.CommitAsync(ct);
            ETag.Set(http, listed.Version);
            return TypedResults.Created(http.Request.Path, listed.ToAnswer());
        }

        var current = await work.QuerySingleOrDefaultAsync<Organisation>(LockSql, new { id }, ct);
        if (current is null) return Problem.NotFound();
        if (!match.Allows(current.Version)) return Problem.PreconditionFailed();
        var changed = await work.QuerySingleAsync<Organisation>(UpdateSql, Row(id, request, now), ct);
        if (!string.Equals(current.Email, changed.Email, StringComparison.OrdinalIgnoreCase))
            await work.ExecuteAsync(AskAgainSql, new { id, expiresAt = now + VerificationLinks.Lifetime }, ct);
        await work.CommitAsync(ct);
        ETag.Set(http, changed.Version);
        return TypedResults.Ok(changed.ToAnswer());
    }

    private static readonly Text OnlyEditors = ("Alleen een redacteur voegt een organisatie toe.", "Only an editor adds an organisation.");

    private static object Row(Guid id, OrganisationContent c, DateTimeOffset now) =>
        new { id, c.Name, c.Domain, c.KvkNumber, c.Website, c.Phone, c.Email, now };

    private const string InsertSql = $"""
        insert into organisation (id, name, domain, kvk_number, website, phone, email, version, changed_at)
        values (@id, @Name, @Domain, @KvkNumber, @Website, @Phone, @Email, 1, @now)
        on conflict (id) do nothing
        returning {Organisation.Columns}
        """;

    private const string LockSql = $"select {Organisation.Columns} from organisation where id = @id for update";

    private const string UpdateSql = $"""
        update organisation
        set name = @Name, domain = @Domain, kvk_number = @KvkNumber, website = @Website, phone = @Phone, email = @Email,
            version = version + 1, changed_at = @now
        where id = @id
        returning {Organisation.Columns}
        """;

    // Whom no mail reached may be reached at another address: the next round asks again.
    private const string AskAgainSql = """
        update verification_request r set by_phone = false, token_hash = null, expires_at = @expiresAt
        from service s
        where s.id = r.service_id and s.organisation_id = @id and r.since = coalesce(s.verified_at, s.published_at) and r.by_phone and r.used_at is null
        """;
}
