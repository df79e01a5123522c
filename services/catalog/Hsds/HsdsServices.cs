using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Npgsql;

namespace Nabij.Catalog.Hsds;

/// <summary>What was ever published. What has ended stays, as <c>defunct</c>, so that who copied it hears that it ended; a draft is never told.</summary>
internal static class HsdsServices
{
    private const int MostPerPage = 100, UsualPerPage = 20, MostMinimal = 10_000;

    public static void Map(IEndpointRouteBuilder hsds)
    {
        hsds.MapRead("/services", ListAsync).WithPublicCaching();
        hsds.MapRead("/services/{id:guid}", GetAsync).WithPublicCaching();
    }

    private static Task<Results<JsonHttpResult<HsdsPage>, PushStreamHttpResult, ProblemHttpResult>> ListAsync(ServiceMapping mapping, NpgsqlDataSource db, HttpContext http)
    {
        var (query, args) = (new HsdsQuery(http.Request.Query), new DynamicParameters());
        var minimal = query.Flag("minimal");
        var full = query.Flag("full") && !minimal;
        var columns = minimal ? "s.id, s.last_modified" : full ? ServiceRow.FullColumns : ServiceRow.Columns;
        var list = new HsdsList<ServiceRow>($"{columns}, s.id as listed_id, {ServiceRow.OrganisationColumns}",
            HsdsFilters.PublicSql + HsdsFilters.OfServices(query, args), ("s.last_modified", "s.id"), args, ServiceRow.ReadAsync,
            (_, rows, _) => Task.FromResult<IReadOnlyList<object>>([.. rows.Select(row => minimal ? new HsdsMinimalService(row.Id, HsdsJson.Instant(row.LastModified))
                : full ? mapping.Full(row)
                : (object)mapping.Short(row))]));
        return minimal ? list.AnswerAsync(query, MostMinimal, MostMinimal, db, http) : list.AnswerAsync(query, MostPerPage, UsualPerPage, db, http);
    }

    private static async Task<Results<JsonHttpResult<HsdsService>, ProblemHttpResult>> GetAsync(
        Guid id, ServiceMapping mapping, NpgsqlDataSource db, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var rows = await ServiceRow.ReadAsync(connection, GetSql, new { id }, ct);
        return rows is [var row] ? TypedResults.Json(mapping.Full(row), HsdsJson.Options) : Problem.NotFound();
    }

    private const string GetSql = $"select {ServiceRow.FullColumns}, s.id as listed_id, {ServiceRow.OrganisationColumns} {HsdsFilters.PublicSql} and s.id = @id";
}
