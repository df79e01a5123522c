using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Coalition.Coalitions;

internal static class ListCoalitions
{
    private static readonly Text NotYours = ("U hoort niet bij deze gemeente.", "You do not belong to this municipality.");

    public static void Map(IEndpointRouteBuilder coalitions) => coalitions.MapGet("", HandleAsync)
        .WithName(nameof(ListCoalitions)).WithSummary("The coalitions of the caller's municipalities, newest first");

    private static async Task<Results<Ok<PagedList<CoalitionAnswer>>, ProblemHttpResult>> HandleAsync(
        Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct, [MunicipalityCode] string? municipality = null,
        [Between(1, 1000)] int page = 1, [Between(1, 100)] int pageSize = 20)
    {
        if (municipality is not null && !caller.ActsIn(municipality)) return Problem.Forbidden(NotYours);
        var (items, total) = await db.ReadPageAsync<MunicipalCoalition>($"select {CoalitionRows.Columns}", From, OrderSql, new { scope = caller.Scope(), municipality }, page, pageSize, ct);
        return Paging.Ok(http, [.. items.Select(CoalitionAnswer.Of)], page, pageSize, total);
    }

    private const string From = $"""
        from coalition c
        where {Access.ToCoalition}
          and (@municipality::text is null
               or exists (select 1 from coalition_municipality m where m.coalition_id = c.id and m.municipality = @municipality))
        """;

    private const string OrderSql = "order by c.id desc";
}
