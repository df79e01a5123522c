using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Coalition.Gaps;

internal static class ListGaps
{
    public static void Map(IEndpointRouteBuilder gaps) => gaps.MapGet("/coalitions/{id:guid}/gaps", HandleAsync)
        .WithName(nameof(ListGaps)).WithSummary("The gaps in the coalition's municipalities, most needs first");

    private static async Task<Results<Ok<PagedList<GapAnswer>>, ProblemHttpResult>> HandleAsync(
        Guid id, Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct,
        [OneOf("identified", "addressed", "closed")] string? status = null, [Between(1, 1000)] int page = 1, [Between(1, 100)] int pageSize = 20)
    {
        if (!await caller.SeesAsync(id, db, ct)) return Problem.NotFound();
        var (rows, total) = await db.ReadPageAsync<Gap>($"select {GapRows.Columns}", From, OrderSql, new { id, status }, page, pageSize, ct);
        return Paging.Ok(http, [.. rows.Select(GapAnswer.Of)], page, pageSize, total);
    }

    private const string From = """
        from gap g
        where g.municipality in (select m.municipality from coalition_municipality m where m.coalition_id = @id)
          and g.status <> 'counting' and (@status::text is null or g.status = @status)
        """;

    private const string OrderSql = "order by g.needs desc, g.id";
}
