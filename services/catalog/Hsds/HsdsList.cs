using System.Text.Json;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;
using Npgsql;

namespace Nabij.Catalog.Hsds;

/// <summary>The standard's envelope of a page.</summary>
/// <param name="PageNumber">From 1.</param>
/// <param name="Size">How many this page has, which is not how many were asked for.</param>
internal sealed record HsdsPage(
    long TotalItems, long TotalPages, int PageNumber, int Size, bool FirstPage, bool LastPage, bool Empty, IReadOnlyList<object> Contents)
{
    public static HsdsPage Of(IReadOnlyList<object> contents, int page, int perPage, long total)
    {
        var pages = (total + perPage - 1) / perPage;
        return new HsdsPage(total, pages, page, contents.Count, page == 1, page >= pages, contents.Count == 0, contents);
    }
}

/// <summary>
/// A list in the order of change: as a page, or as lines of JSON that stream all of it. Lines are read in steps, each after the last one, so that neither
/// the list nor a connection is held while a slow client reads. What changes meanwhile moves to the end: it may come twice, and is never missed.
/// </summary>
/// <param name="Columns">What is selected.</param>
/// <param name="From">The tables and the filters, up to the end of the where clause.</param>
/// <param name="Order">The columns of time and id.</param>
/// <param name="Read">Runs the query.</param>
/// <param name="Tell">Makes the objects of the standard, in the same order.</param>
internal sealed record HsdsList<TRow>(
    string Columns, string From, (string Time, string Id) Order, DynamicParameters Args,
    Func<NpgsqlConnection, string, object, CancellationToken, Task<IReadOnlyList<TRow>>> Read,
    Func<NpgsqlConnection, IReadOnlyList<TRow>, CancellationToken, Task<IReadOnlyList<object>>> Tell) where TRow : class, IListed
{
    private const int Step = 200;

    public async Task<Results<JsonHttpResult<HsdsPage>, PushStreamHttpResult, ProblemHttpResult>> AnswerAsync(
        HsdsQuery query, int most, int usual, NpgsqlDataSource db, HttpContext http)
    {
        var (page, perPage, lines) = (query.Page(), query.PerPage(most, usual), query.IsLines());
        if (query.Refusal is { } refusal) return refusal;
        var ct = http.RequestAborted;
        if (lines) return TypedResults.Stream(body => HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : WriteLinesAsync(db, body, ct), "application/x-ndjson");

        await using var connection = await db.OpenConnectionAsync(ct);
        var total = await connection.ExecuteScalarAsync<long>(new CommandDefinition($"select count(*) {From}", Args, cancellationToken: ct));
        Args.Add("limit", perPage);
        Args.Add("offset", (long)(page - 1) * perPage);
        var rows = await Read(connection, $"select {Columns} {From} order by {Order.Time}, {Order.Id} limit @limit offset @offset", Args, ct);
        Paging.Link(http, page, perPage, total);
        return TypedResults.Json(HsdsPage.Of(await Tell(connection, rows, ct), page, perPage, total), HsdsJson.Options);
    }

    private async Task WriteLinesAsync(NpgsqlDataSource db, Stream body, CancellationToken ct)
    {
        Args.Add("limit", Step);
        TRow? last = null;
        do
        {
            Args.Add("afterTime", last?.LastModified ?? DateTimeOffset.MinValue);
            Args.Add("afterId", last?.ListedId ?? Guid.Empty);
            using var lines = new MemoryStream();
            await using (var connection = await db.OpenConnectionAsync(ct))
            {
                // The first of the two conditions says what the second implies: it is what an index can use when time and id stand in two tables.
                var rows = await Read(connection,
                    $"select {Columns} {From} and {Order.Time} >= @afterTime and ({Order.Time}, {Order.Id}) > (@afterTime, @afterId) order by {Order.Time}, {Order.Id} limit @limit", Args, ct);
                foreach (var item in await Tell(connection, rows, ct))
                {
                    JsonSerializer.Serialize(lines, item, HsdsJson.Options);
                    lines.WriteByte((byte)'\n');
                }

                last = rows.Count == Step ? rows[^1] : null;
            }

            await body.WriteAsync(lines.GetBuffer().AsMemory(0, (int)lines.Length), ct);
            await body.FlushAsync(ct);
        }
        while (last is not null);
    }
}
