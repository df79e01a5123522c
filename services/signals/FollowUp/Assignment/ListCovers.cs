using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference.Calendar;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Signals.FollowUp.Assignment;

internal static class ListCovers
{
    public static void Map(IEndpointRouteBuilder covers) => covers.MapGet("", HandleAsync)
        .WithName(nameof(ListCovers)).WithSummary("Who covers for you, and for whom you cover, now and later");

    private static async Task<Ok<PagedList<CoverView>>> HandleAsync(Caller caller, NpgsqlDataSource db, TimeProvider time, HttpContext http, CancellationToken ct,
        [Between(1, 1000)] int page = 1, [Between(1, 100)] int pageSize = 20)
    {
        var me = new { caller.Organisation, caller.Subject, today = time.Today() };
        var (items, total) = await db.ReadPageAsync<CoverView>("select id, absent, covered_by, from_date, until_date", From, "order by from_date, id", me, page, pageSize, ct);
        return Paging.Ok(http, items, page, pageSize, total);
    }

    private const string From = "from cover where organisation_id = @Organisation and (absent = @Subject or covered_by = @Subject) and until_date >= @today";
}
