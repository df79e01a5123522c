using Dapper;
using Npgsql;

namespace Nabij.ServiceDefaults.Http;

/// <summary>Reads lists from PostgreSQL, a page at a time.</summary>
public static class PagedReading
{
    /// <summary>One page of what the three parts give together, and how many rows there are in all: one round trip.</summary>
    /// <param name="select">The columns, from the word <c>select</c>.</param>
    /// <param name="from">The tables and conditions; what is counted.</param>
    /// <param name="order">From the words <c>order by</c>; leaves no two rows equal, so that each is on one page.</param>
    /// <param name="args">What the parts name, but for the page.</param>
    public static async Task<(IReadOnlyList<T> Rows, long Total)> ReadPageAsync<T>(
        this NpgsqlConnection connection, string select, string from, string order, object args, int page, int pageSize, CancellationToken ct)
    {
        var all = new DynamicParameters(args);
        all.AddDynamicParams(new { pageSize, offset = Paging.Offset(page, pageSize) });
        await using var results = await connection.QueryMultipleAsync(new CommandDefinition(
            $"select count(*) {from}; {select} {from} {order} limit @pageSize offset @offset", all, cancellationToken: ct));
        var total = await results.ReadSingleAsync<long>();
        return ((await results.ReadAsync<T>()).AsList(), total);
    }

    /// <inheritdoc cref="ReadPageAsync{T}(NpgsqlConnection,string,string,string,object,int,int,CancellationToken)"/>
    public static async Task<(IReadOnlyList<T> Rows, long Total)> ReadPageAsync<T>(
        this NpgsqlDataSource db, string select, string from, string order, object args, int page, int pageSize, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        return await connection.ReadPageAsync<T>(select, from, order, args, page, pageSize, ct);
    }
}
