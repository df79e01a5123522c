using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Catalog.Quality.Interventions;

internal static class ListInterventions
{
    public static void Map(IEndpointRouteBuilder interventions) => interventions.MapGet("", HandleAsync)
        .WithName(nameof(ListInterventions)).WithSummary("List the methods that services can be based on, by name")
        .AllowAnonymous().WithPublicCaching();

    private static async Task<Ok<PagedList<InterventionAnswer>>> HandleAsync(
        NpgsqlDataSource db, HttpContext http, CancellationToken ct,
        [OneOf("none", "well-described", "theory", "first-indications", "good-indications", "strong")] string? evidence = null,
        [Between(1, 1000)] int page = 1, [Between(1, Paging.LargestPage)] int pageSize = 20)
    {
        var (rows, total) = await db.ReadPageAsync<Intervention>($"select {Intervention.Columns}", FromSql, "order by lower(name), id", new { evidence }, page, pageSize, ct);
        return Paging.Ok(http, [.. rows.Select(i => i.ToAnswer())], page, pageSize, total);
    }

    private const string FromSql = "from intervention where (@evidence::text is null or evidence = @evidence)";
}
