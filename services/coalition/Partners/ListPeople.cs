using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Coalition.Partners;

internal static class ListPeople
{
    public static void Map(IEndpointRouteBuilder partners) => partners.MapGet("/partners/{id:guid}/people", HandleAsync)
        .WithName(nameof(ListPeople)).WithSummary("The contacts of a partner, without the erased ones");

    private static async Task<Results<Ok<PagedList<PersonAnswer>>, ProblemHttpResult>> HandleAsync(
        Guid id, Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct,
        [Between(1, 1000)] int page = 1, [Between(1, 100)] int pageSize = 20)
    {
        if (await PartnerRows.FindAsync(db, id, caller, ct) is null) return Problem.NotFound();
        var (items, total) = await db.ReadPageAsync<Person>($"select {PersonRows.Columns}", From, OrderSql, new { id }, page, pageSize, ct);
        return Paging.Ok(http, [.. items.Select(person => PersonAnswer.Of(person, caller))], page, pageSize, total);
    }

    private const string From = "from person h join partner p on p.id = h.partner_id where h.partner_id = @id and h.erased_at is null";

    private const string OrderSql = "order by lower(h.name), h.id";
}
