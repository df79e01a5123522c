using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Services;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;
using Npgsql;

namespace Nabij.Catalog.Demand;

/// <summary>
/// How often people were referred to a service, and how often one came back because it was full. Only counts: nobody can be seen in them. They count what
/// happened and never go down; how many referrals are open now is known to the signal desk alone.
/// </summary>
/// <param name="Referrals">Of all months.</param>
/// <param name="ReturnedFull">Of all months.</param>
/// <param name="ProbablyFull">Two or more came back for that reason in the last 30 days, after the day on which somebody last checked the service.</param>
/// <param name="Lately">The last 30 and 90 days (UTC), today among them.</param>
internal sealed record DemandAnswer(
    Guid ServiceId, long Referrals, long ReturnedFull, bool ProbablyFull, IReadOnlyList<DaysOfDemand> Lately, IReadOnlyList<MonthOfDemand> Months);

/// <param name="ReturnedFull">Also those that were referred before.</param>
internal sealed record DaysOfDemand(int Days, int Referrals, int ReturnedFull);

/// <param name="Month">Year and month, <c>2026-11</c>.</param>
internal sealed record MonthOfDemand(string Month, int Referrals, int ReturnedFull);

internal static class GetDemand
{
    private static readonly int[] Periods = [30, 90];

    public static void Map(IEndpointRouteBuilder services) => services.MapGet("/{id:guid}/demand", HandleAsync)
        .WithName(nameof(GetDemand)).WithSummary("How often people were referred to a service, and came back because it was full")
        .RequireAuthorization("editor|provider|coordinator|handler");

    private static async Task<Results<Ok<DemandAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, Caller caller, NpgsqlDataSource db, TimeProvider clock, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<ServiceRows.Row>(new CommandDefinition(ServiceRows.SelectSql, new { id }, cancellationToken: ct));
        if (row?.ToService() is not { } service || !MaySee(caller, service)) return Problem.NotFound();
        var now = clock.GetUtcNow();
        var args = new { id, today = DateOnly.FromDateTime(now.UtcDateTime), Periods };
        var months = (await connection.QueryAsync<MonthOfDemand>(new CommandDefinition(MonthsSql, args, cancellationToken: ct))).AsList();
        var lately = (await connection.QueryAsync<DaysOfDemand>(new CommandDefinition(LatelySql, args, cancellationToken: ct))).AsList();
        return TypedResults.Ok(new DemandAnswer(
            id, months.Sum(m => (long)m.Referrals), months.Sum(m => (long)m.ReturnedFull), await ProbablyFull.IsAsync(connection, service, now, ct), lately, months));
    }

    /// <summary>A national service is everybody's: each municipality refers to it.</summary>
    private static bool MaySee(Caller caller, Service service) => service.MayBeChangedBy(caller)
        || (!caller.Is(Roles.Provider) && (service.Content.Scope.National || service.Content.Municipalities.Any(caller.ActsIn)));

    private const string MonthsSql = """
        select to_char(day, 'YYYY-MM') as month, sum(referrals)::int as referrals, sum(returned_full)::int as returned_full
        from referral_count where service_id = @id
        group by month order by month
        """;

    private const string LatelySql = """
        select p.days, coalesce(sum(c.referrals), 0)::int as referrals, coalesce(sum(c.returned_full), 0)::int as returned_full
        from unnest(@Periods) as p (days)
        left join referral_count c on c.service_id = @id and c.day > @today - p.days
        group by p.days order by p.days
        """;
}
