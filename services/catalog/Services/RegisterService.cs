using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Quality.Interventions;
using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Catalog.Services;

/// <summary>Where the facts come from, and the id that they have there; unique together.</summary>
internal sealed record Source(
    [property: Needed, LengthBetween(1, 60)] string Name,
    [property: Needed, LengthBetween(1, 120)] string Id);

internal sealed record RegisterServiceRequest : ServiceContent
{
    [Needed]
    public Guid? OrganisationId { get; init; }

    public Source? Source { get; init; }
}

internal static class RegisterService
{
    public static void Map(IEndpointRouteBuilder services) => services.MapPost("", HandleAsync)
        .WithName(nameof(RegisterService)).WithSummary("Register a service; it starts as a draft")
        .WithIdempotency().ProducesProblem(409);

    private static async Task<Results<Created<ServiceAnswer>, ProblemHttpResult>> HandleAsync(
        RegisterServiceRequest request, Caller caller, UnitOfWork work, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        if (request.Faults() is { Count: > 0 } faults) return Problem.Invalid(faults);
        var organisation = request.OrganisationId!.Value;
        if (!Service.MayChange(caller, organisation, request)) return Problem.Forbidden(ServiceTexts.NotYours);
        if (!await work.QuerySingleAsync<bool>("select exists (select 1 from organisation where id = @organisation)", new { organisation }, ct))
            return Problem.Invalid("organisationId", ServiceTexts.UnknownOrganisation);
        if (!await Intervention.ExistsAsync(work, request.InterventionId, ct)) return Problem.Invalid("interventionId", Intervention.Unknown);
        if (request.Source is { } source && await FindAsync(work, source, ct) is { } existing) return Taken(existing);

        var now = clock.GetUtcNow();
        var service = new Service
        {
            Id = Guid.CreateVersion7(),
            OrganisationId = organisation,
            Content = request.ToContent(),
            ChangedAt = now,
            SourceSeenAt = request.Source is null ? null : now,
        };
        await ServiceRows.InsertAsync(work, service, request.Source, ct);
        await work.CommitAsync(ct);
        ETag.Set(http, service.Version);
        return TypedResults.Created($"{http.Request.Path}/{service.Id}", ServiceAnswer.Of(service));
    }

    /// <summary>Two at once with the same source wait for each other.</summary>
    private static async Task<Guid?> FindAsync(UnitOfWork work, Source source, CancellationToken ct)
    {
        await work.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended(@Name || chr(10) || @Id, 0))", source, ct);
        return await work.QuerySingleOrDefaultAsync<Guid?>("select id from service where source_name = @Name and source_id = @Id", source, ct);
    }

    private static ProblemHttpResult Taken(Guid existing)
    {
        var problem = Problem.Conflict(ServiceTexts.SourceTaken);
        problem.ProblemDetails.Extensions["existing"] = existing;
        return problem;
    }
}
