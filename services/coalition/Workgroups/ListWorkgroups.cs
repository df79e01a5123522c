using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Coalition.Workgroups;

internal static class ListWorkgroups
{
    public static void Map(IEndpointRouteBuilder workgroups) => workgroups.MapGet("/coalitions/{id:guid}/workgroups", HandleAsync)
        .WithName(nameof(ListWorkgroups)).WithSummary("The workgroups of a coalition, by name");

    private static async Task<Results<Ok<PagedList<WorkgroupListItem>>, ProblemHttpResult>> HandleAsync(
        Guid id, Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct,
        [Between(1, 1000)] int page = 1, [Between(1, 100)] int pageSize = 20)
    {
        if (!await caller.SeesAsync(id, db, ct)) return Problem.NotFound();
        var (items, total) = await db.ReadPageAsync<WorkgroupListItem>(SelectSql, FromSql, OrderSql, new { id }, page, pageSize, ct);
        return Paging.Ok(http, items, page, pageSize, total);
    }

    private const string SelectSql = """
        select w.id, w.name, w.status, w.components,
               (select count(*)::int from seat s where s.workgroup_id = w.id and s.ceased_date is null) as members
        """;

    private const string FromSql = "from workgroup w where w.coalition_id = @id", OrderSql = "order by lower(w.name), w.id";
}
