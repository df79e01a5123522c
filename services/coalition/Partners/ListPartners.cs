using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Coalition.Partners;

internal static class ListPartners
{
    public static void Map(IEndpointRouteBuilder partners) => partners.MapGet("/coalitions/{id:guid}/partners", HandleAsync)
        .WithName(nameof(ListPartners)).WithSummary("The partners of a coalition, by name");

    private static async Task<Results<Ok<PagedList<PartnerAnswer>>, ProblemHttpResult>> HandleAsync(
        Guid id, Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct,
        [OneOf("prospect", "invited", "active", "dormant", "left")] string? status = null, [CodeOf("domains")] string? domain = null,
        [Between(1, 1000)] int page = 1, [Between(1, 100)] int pageSize = 20)
    {
        if (!await caller.SeesAsync(id, db, ct)) return Problem.NotFound();
        var (items, total) = await db.ReadPageAsync<Partner>($"select {PartnerRows.Columns}", From, OrderSql, new { id, status, domain }, page, pageSize, ct);
        return Paging.Ok(http, [.. items.Select(PartnerAnswer.Of)], page, pageSize, total);
    }

    private const string From = """
        from partner p
        where p.coalition_id = @id and (@status::text is null or p.status = @status) and (@domain::text is null or p.domain = @domain)
        """;

    private const string OrderSql = "order by lower(p.name), p.id";
}
