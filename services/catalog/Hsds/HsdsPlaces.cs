using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Npgsql;

namespace Nabij.Catalog.Hsds;

/// <summary>Services at their places, online among them. What has no place (at home, by telephone) is in the list of services only.</summary>
internal static class HsdsPlaces
{
    private const int MostPerPage = 100, UsualPerPage = 20;

    public static void Map(IEndpointRouteBuilder hsds)
    {
        hsds.MapRead("/service_at_locations", ListAsync).WithPublicCaching();
        hsds.MapRead("/service_at_locations/{id:guid}", GetAsync).WithPublicCaching();
    }

    private static Task<Results<JsonHttpResult<HsdsPage>, PushStreamHttpResult, ProblemHttpResult>> ListAsync(ServiceMapping mapping, NpgsqlDataSource db, HttpContext http)
    {
        var (query, args) = (new HsdsQuery(http.Request.Query), new DynamicParameters());
        var full = query.Flag("full");
        var list = new HsdsList<ServiceRow>(Columns, PlacesSql + HsdsFilters.OfServices(query, args) + HsdsFilters.OfPlaces(query, args),
            ("s.last_modified", "p.id"), args, ServiceRow.ReadAsync,
            (_, rows, _) => Task.FromResult<IReadOnlyList<object>>([.. rows.Select(row => mapping.Place(row, full))]));
        return list.AnswerAsync(query, MostPerPage, UsualPerPage, db, http);
    }

    private static async Task<Results<JsonHttpResult<HsdsServiceAtLocation>, ProblemHttpResult>> GetAsync(
        Guid id, ServiceMapping mapping, NpgsqlDataSource db, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var rows = await ServiceRow.ReadAsync(connection, $"select {Columns} {PlacesSql} and p.id = @id", new { id }, ct);
        return rows is [var row] ? TypedResults.Json(mapping.Place(row, full: true), HsdsJson.Options) : Problem.NotFound();
    }

    private const string Columns = $"{ServiceRow.Columns}, p.id as listed_id, p.number, {ServiceRow.OrganisationColumns}";

    private const string PlacesSql = """
        from service_location p
        join service s on s.id = p.service_id
        join organisation o on o.id = s.organisation_id
        where s.published_at is not null
        """;
}
