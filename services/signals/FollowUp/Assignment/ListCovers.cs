using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.FollowUp.DueDates;
using Npgsql;

namespace Nabij.Signals.FollowUp.Assignment;

internal static class ListCovers
{
    public static void Map(IEndpointRouteBuilder covers) => covers.MapGet("", HandleAsync)
        .WithName(nameof(ListCovers)).WithSummary("Who covers for you, and for whom you cover, now and later");

    private static async Task<Ok<PagedList<CoverView>>> HandleAsync(Caller caller, NpgsqlDataSource db, TimeProvider time, HttpContext http, CancellationToken ct,
        [Between(1, 1000)] int page = 1, [Between(1, 100)] int pageSize = 20)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var results = await connection.QueryMultipleAsync(new CommandDefinition(Sql, new
        {
            caller.Organisation,
            caller.Subject,
            today = WorkingDays.DayOf(time.GetUtcNow()),
            limit = pageSize,
            offset = Paging.Offset(page, pageSize),
        }, cancellationToken: ct));
        var items = (await results.ReadAsync<CoverView>()).AsList();
        return Paging.Ok(http, items, page, pageSize, await results.ReadSingleAsync<long>());
    }

    private const string Where = "where organisation_id = @Organisation and (absent = @Subject or covered_by = @Subject) and until_date >= @today";

    private const string Sql = $"""
        select id, absent, covered_by, from_date, until_date from cover {Where} order by from_date, id limit @limit offset @offset;
        select count(*) from cover {Where}
        """;
}
