using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Services;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Npgsql;

namespace Nabij.Catalog.Taxonomies;

internal static class GetLabels
{
    public static void Map(IEndpointRouteBuilder labels) => labels.MapGet("", HandleAsync)
        .WithName(nameof(GetLabels)).WithSummary("Which terms of a municipality a service has")
        .AllowAnonymous().WithPublicCaching();

    private static async Task<Results<Ok<LabelsAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, [MunicipalityCode] string municipality, Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<ServiceRows.Row>(new CommandDefinition(ServiceRows.SelectSql, new { id }, cancellationToken: ct));
        if (row?.ToService() is not { } service || !(service.IsPublic || service.MayBeChangedBy(caller))) return Problem.NotFound();
        ETag.Set(http, await connection.QuerySingleAsync<long>(new CommandDefinition(ServiceLabels.VersionSql, new { id }, cancellationToken: ct)));
        return TypedResults.Ok(new LabelsAnswer(id, municipality, (await ServiceLabels.OfAsync(connection, municipality, [id], ct)).GetValueOrDefault(id, [])));
    }
}
