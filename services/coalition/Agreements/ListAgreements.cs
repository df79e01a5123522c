using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference.Calendar;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Coalition.Agreements;

internal static class ListAgreements
{
    public static void Map(IEndpointRouteBuilder agreements) => agreements.MapGet("/coalitions/{id:guid}/agreements", HandleAsync)
        .WithName(nameof(ListAgreements)).WithSummary("The agreements of a coalition, by number; owner is a person, gap a gap that is answered");

    private static async Task<Results<Ok<PagedList<AgreementAnswer>>, ProblemHttpResult>> HandleAsync(
        Guid id, Caller caller, NpgsqlDataSource db, TimeProvider clock, HttpContext http, CancellationToken ct,
        [OneOf("proposed", "agreed", "in-progress", "blocked", "done", "cancelled")] string? status = null, Guid? owner = null, Guid? gap = null,
        [Between(1, 1000)] int page = 1, [Between(1, 100)] int pageSize = 20)
    {
        if (!await caller.SeesAsync(id, db, ct)) return Problem.NotFound();
        var (items, total) = await db.ReadPageAsync<Agreement>($"select {AgreementRows.Columns}", $"{AgreementRows.From} {Where}", OrderSql, new { id, status, owner, gap }, page, pageSize, ct);
        return Paging.Ok(http, [.. items.Select(a => AgreementAnswer.Of(a, clock.Today()))], page, pageSize, total);
    }

    private const string Where = """
        where a.coalition_id = @id and (@status::text is null or a.status = @status)
          and (@owner::uuid is null or a.owner_id = @owner) and (@gap::uuid is null or a.gap_id = @gap)
        """;

    private const string OrderSql = "order by a.number";
}
