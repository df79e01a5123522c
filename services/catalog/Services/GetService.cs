using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Demand;
using Nabij.Catalog.Supplements;
using Nabij.Catalog.Taxonomies;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Npgsql;

namespace Nabij.Catalog.Services;

/// <summary>What was ever published everyone may read, with its state; a draft only who may change it.</summary>
internal static class GetService
{
    public static void Map(IEndpointRouteBuilder services) => services.MapGet("/{id:guid}", HandleAsync)
        .WithName(nameof(GetService)).WithSummary("Read a service; with Accept: application/ld+json in the words of schema.org")
        .AllowAnonymous().WithPublicCaching();

    private static async Task<Results<Ok<ServiceAnswer>, ContentHttpResult, ProblemHttpResult>> HandleAsync(
        Guid id, Caller caller, NpgsqlDataSource db, TimeProvider clock, HttpContext http, CancellationToken ct, [MunicipalityCode] string? municipality = null)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<ServiceRows.Row>(new CommandDefinition(ServiceRows.SelectSql, new { id }, cancellationToken: ct));
        if (row?.ToService() is not { } service || !(service.IsPublic || service.MayBeChangedBy(caller))) return Problem.NotFound();
        var supplement = (await SupplementRows.ApplyAsync(connection, municipality, [service], ct)).GetValueOrDefault(id);
        http.Response.Headers.Append("Vary", "Accept");
        if (http.Request.GetTypedHeaders().Accept.Any(a => a.MediaType == ServiceJsonLd.MediaType))
        {
            var name = await connection.ExecuteScalarAsync<string>(new CommandDefinition(OrganisationSql, new { service.OrganisationId }, cancellationToken: ct));
            return TypedResults.Text(ServiceJsonLd.Write(service, name!), ServiceJsonLd.MediaType);
        }

        var labels = municipality is null ? null : (await ServiceLabels.OfAsync(connection, municipality, [id], ct)).GetValueOrDefault(id);
        // With a supplement in it, it is not what is changed: then its tag is not the version.
        if (supplement is null) ETag.Set(http, service.Version);
        return TypedResults.Ok(ServiceAnswer.Of(service) with
        {
            Flagged = service.MayBeChangedBy(caller) ? service.Flagged : null,
            ProbablyFull = caller.Subject is null ? null : await ProbablyFull.IsAsync(connection, service, clock.GetUtcNow(), ct),
            Supplement = supplement,
            Labels = labels is { Count: > 0 } ? labels : null,
        });
    }

    private const string OrganisationSql = "select name from organisation where id = @OrganisationId";
}
