using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Catalog.Organisations;

internal static class ListOrganisations
{
    public static void Map(IEndpointRouteBuilder organisations) => organisations.MapGet("", HandleAsync)
        .WithName(nameof(ListOrganisations)).WithSummary("List organisations, by name")
        .AllowAnonymous().WithPublicCaching();

    private static async Task<Ok<PagedList<OrganisationAnswer>>> HandleAsync(
        NpgsqlDataSource db, HttpContext http, CancellationToken ct,
        [LengthBetween(1, 120)] string? q = null, [CodeOf("domains")] string? domain = null,
        [Between(1, 1000)] int page = 1, [Between(1, Paging.LargestPage)] int pageSize = 20)
    {
        var (rows, total) = await db.ReadPageAsync<Organisation>($"select {Organisation.Columns}", FromSql, "order by name, id", new { q, domain }, page, pageSize, ct);
        return Paging.Ok(http, [.. rows.Select(o => o.ToAnswer())], page, pageSize, total);
    }

    private const string FromSql = """
        from organisation
        where (@domain::text is null or domain = @domain)
          and (@q::text is null or position(unaccent(lower(@q)) in unaccent(lower(name))) > 0)
        """;
}
