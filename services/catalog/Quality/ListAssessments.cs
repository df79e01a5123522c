using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Services;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Catalog.Quality;

internal static class ListAssessments
{
    public static void Map(IEndpointRouteBuilder assessments) => assessments.MapGet("", HandleAsync)
        .WithName(nameof(ListAssessments)).WithSummary("The assessments of a service, the newest first");

    private static async Task<Results<Ok<PagedList<AssessmentAnswer>>, ProblemHttpResult>> HandleAsync(
        Guid id, Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct,
        [Between(1, 1000)] int page = 1, [Between(1, Paging.LargestPage)] int pageSize = 20)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<ServiceRows.Row>(new CommandDefinition(ServiceRows.SelectSql, new { id }, cancellationToken: ct));
        if (row?.ToService().MayBeChangedBy(caller) != true) return Problem.NotFound();
        var (rows, total) = await connection.ReadPageAsync<Assessment>($"select {Assessment.Columns}", FromSql, OrderSql, new { id }, page, pageSize, ct);
        return Paging.Ok(http, [.. rows.Select(AssessmentAnswer.Of)], page, pageSize, total);
    }

    private const string FromSql = "from assessment where service_id = @id", OrderSql = "order by assessed_at desc, id desc";
}
