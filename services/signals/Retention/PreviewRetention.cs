using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference.Calendar;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Signals.Retention;

/// <summary>A dry run: what would be destroyed on a day, and what would be kept although it is due. It changes nothing.</summary>
internal static class PreviewRetention
{
    public static void Map(IEndpointRouteBuilder privacy) => privacy.MapGet("/retention", HandleAsync)
        .WithName(nameof(PreviewRetention)).WithSummary("What would be destroyed on a day: counts and ids, nothing personal");

    /// <param name="asOf">The day; today without it.</param>
    private static async Task<Ok<RetentionPreview>> HandleAsync(Caller caller, NpgsqlDataSource db, TimeProvider time, HttpContext http, CancellationToken ct,
        DateOnly? asOf = null, [Between(1, 1000)] int page = 1, [Between(1, 100)] int pageSize = 20)
    {
        var day = asOf ?? time.Today();
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var results = await connection.QueryMultipleAsync(new CommandDefinition(Sql, new
        {
            day,
            everywhere = caller.ActsEverywhere,
            municipalities = caller.Municipalities.ToArray(),
            limit = pageSize,
            offset = Paging.Offset(page, pageSize),
        }, cancellationToken: ct));
        var items = (await results.ReadAsync<DueItem>()).AsList();
        var counts = await results.ReadSingleAsync<Counts>();
        Paging.Link(http, page, pageSize, counts.Total);
        return TypedResults.Ok(new RetentionPreview(day, counts.Signals, counts.Reporters, counts.Visits, counts.OnHold, counts.InGrace, items, page, pageSize, counts.Total));
    }

    private sealed record Counts(long Total, long Signals, long Reporters, long Visits, long OnHold, long InGrace);

    private const string Due = $"""
        (select * from ({RetentionDue.Sql}) a where @everywhere or a.municipality = any(@municipalities)) d
        """;

    private const string Sql = $"""
        select d.* from {Due} order by d.kept_until, d.id limit @limit offset @offset;
        select count(*) as total, count(*) filter (where held_by is null and scope = 'signal') as signals,
               count(*) filter (where held_by is null and scope = 'reporter') as reporters,
               count(*) filter (where held_by is null and scope = 'visits') as visits,
               count(*) filter (where held_by <> 'grace') as on_hold, count(*) filter (where held_by = 'grace') as in_grace
        from {Due}
        """;
}

/// <param name="Signals">How many signals would be destroyed.</param>
/// <param name="Reporters">Of how many other signals what leads to the reporter would be destroyed.</param>
/// <param name="Visits">Of how many rounds of visits the addresses would be destroyed.</param>
/// <param name="OnHold">How many are due, and stay for a legal hold, a restriction or a request of access.</param>
/// <param name="InGrace">How many are due, and stay a week for news that nobody has read.</param>
internal sealed record RetentionPreview(
    DateOnly AsOfDate, long Signals, long Reporters, long Visits, long OnHold, long InGrace, IReadOnlyList<DueItem> Items, int Page, int PageSize, long Total);
