using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Catalog.Imports;

internal static class ListImports
{
    public static void Map(IEndpointRouteBuilder imports) => imports.MapGet("", HandleAsync)
        .WithName(nameof(ListImports)).WithSummary("The imports of your municipality, the newest first");

    private static async Task<Ok<PagedList<ImportAnswer>>> HandleAsync(
        Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct, [Between(1, 1000)] int page = 1, [Between(1, Paging.LargestPage)] int pageSize = 20)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var args = new { everywhere = caller.ActsEverywhere, mine = caller.Municipalities.ToArray(), pageSize, offset = Paging.Offset(page, pageSize) };
        var total = await connection.ExecuteScalarAsync<long>(new CommandDefinition($"select count(*) from import i where {Import.VisibleSql}", args, cancellationToken: ct));
        var rows = await connection.QueryAsync<Import>(new CommandDefinition(
            $"select {Import.Columns} from import i where {Import.VisibleSql} order by i.id desc limit @pageSize offset @offset", args, cancellationToken: ct));
        return Paging.Ok(http, [.. rows.Select(r => r.ToAnswer())], page, pageSize, total);
    }
}
