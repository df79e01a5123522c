using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Services;
using Nabij.Messaging;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.OpenApi;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Supplements;

internal static class PutSupplement
{
    private static readonly Text OnlyNational = ("Alleen landelijk aanbod heeft een aanvulling per gemeente.", "Only a national service has supplements.");

    public static void Map(IEndpointRouteBuilder supplements) => supplements.MapPut("", HandleAsync)
        .WithName(nameof(PutSupplement)).WithSummary("Tell what is different in a municipality (If-None-Match: *), or change that (If-Match)")
        .WithMetadata(new DocumentedHeader("If-None-Match", false, "Een * maakt de aanvulling. / A * makes the supplement."))
        .WithMetadata(new DocumentedHeader("If-Match", false, "De ETag die u las. / The ETag that you read."))
        .RequireAuthorization("editor|provider")
        .ProducesProblem(409).ProducesProblem(412).ProducesProblem(428);

    private static async Task<Results<Created<SupplementAnswer>, Ok<SupplementAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, [MunicipalityCode] string municipality, SupplementContent request, Caller caller, IfMatch match, UnitOfWork work, TimeProvider clock, HttpContext http,
        CancellationToken ct)
    {
        var creates = http.Request.Headers.IfNoneMatch == "*";
        if (!creates && match.Value.Length == 0) return Problem.Of(428);
        var service = await ServiceRows.FindForChangeAsync(work, id, ct);
        if (service is not { IsPublic: true }) return Problem.NotFound();
        var current = (await work.QuerySingleOrDefaultAsync<SupplementRows.Row>($"{SupplementRows.FindSql} for update", new { service = id, municipality }, ct))?.ToSupplement();
        if (current is null ? !Supplement.MayBeMadeBy(caller, municipality) : !current.MayBeChangedBy(caller)) return Problem.Forbidden(ServiceTexts.NotYours);
        if (!service.Content.Scope.National || service.State == ServiceState.Archived) return Problem.Conflict(OnlyNational);
        if (current is null && !creates) return Problem.NotFound();
        if (current is not null && (creates || !match.Allows(current.Version))) return Problem.PreconditionFailed();
        // The rules between fields are those of the service with the supplement in it.
        if (request.ApplyTo(service.Content).Faults() is { Count: > 0 } faults) return Problem.Invalid(faults);
        if (request.OrganisationId is { } organisation && !await work.QuerySingleAsync<bool>("select exists (select from organisation where id = @organisation)", new { organisation }, ct))
            return Problem.Invalid("organisationId", ServiceTexts.UnknownOrganisation);

        var next = new Supplement(id, municipality, request, (current?.Version ?? 0) + 1, clock.GetUtcNow());
        // A provider cannot give away, or drop, what makes it the provider.
        if (!next.MayBeChangedBy(caller)) return Problem.Forbidden(ServiceTexts.NotYours);
        await work.ExecuteAsync(SaveSql, new { id, municipality, request.OrganisationId, content = JsonSerializer.Serialize(request, SupplementRows.Json), next.Version, next.ChangedAt }, ct);
        await SupplementRows.TellAsync(work, service, municipality, current?.Content, request, next.ChangedAt, ct);
        await work.CommitAsync(ct);
        ETag.Set(http, next.Version);
        return creates ? TypedResults.Created(http.Request.Path, next.ToAnswer()) : TypedResults.Ok(next.ToAnswer());
    }

    private const string SaveSql = """
        insert into supplement (service_id, municipality, organisation_id, content, version, changed_at)
        values (@id, @municipality, @OrganisationId, @content::jsonb, @Version, @ChangedAt)
        on conflict (service_id, municipality) do update
        set organisation_id = excluded.organisation_id, content = excluded.content, version = excluded.version, changed_at = excluded.changed_at
        """;
}
