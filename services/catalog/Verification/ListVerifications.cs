using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Services;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Catalog.Verification;

/// <summary>Everyone may see how well a service is kept.</summary>
internal static class ListVerifications
{
    public static void Map(IEndpointRouteBuilder services) => services.MapGet("/{id:guid}/verifications", HandleAsync)
        .WithName(nameof(ListVerifications)).WithSummary("When and how a service was checked, newest first")
        .AllowAnonymous().WithPublicCaching();

    private static async Task<Results<Ok<PagedList<VerificationAnswer>>, ProblemHttpResult>> HandleAsync(
        Guid id, Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct,
        [Between(1, 1000)] int page = 1, [Between(1, Paging.LargestPage)] int pageSize = 20)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<ServiceRows.Row>(new CommandDefinition(ServiceRows.SelectSql, new { id }, cancellationToken: ct));
        if (row?.ToService() is not { } service || !(service.IsPublic || service.MayBeChangedBy(caller))) return Problem.NotFound();
        var (checks, total) = await connection.ReadPageAsync<VerificationAnswer>(SelectSql, FromSql, OrderSql, new { id }, page, pageSize, ct);
        return Paging.Ok(http, checks, page, pageSize, total);
    }

    private const string SelectSql = "select id, how, by_role, fields, verified_at", FromSql = "from verification where service_id = @id", OrderSql = "order by verified_at desc, id";
}
