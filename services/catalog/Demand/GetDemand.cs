using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Services;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;
using Npgsql;

namespace Nabij.Catalog.Demand;

/// <summary>How often people were referred to a service. Only counts: nobody can be seen in them.</summary>
/// <param name="Referrals">Of all months.</param>
internal sealed record DemandAnswer(Guid ServiceId, long Referrals, IReadOnlyList<MonthOfDemand> Months);

/// <param name="Month">Year and month, <c>2026-11</c>.</param>
internal sealed record MonthOfDemand(string Month, int Referrals);

internal static class GetDemand
{
    public static void Map(IEndpointRouteBuilder services) => services.MapGet("/{id:guid}/demand", HandleAsync)
        .WithName(nameof(GetDemand)).WithSummary("How often people were referred to a service, by month")
        .RequireAuthorization("editor|provider|coordinator");

    private static async Task<Results<Ok<DemandAnswer>, ProblemHttpResult>> HandleAsync(Guid id, Caller caller, NpgsqlDataSource db, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<ServiceRows.Row>(new CommandDefinition(ServiceRows.SelectSql, new { id }, cancellationToken: ct));
        if (row?.ToService() is not { } service || !MaySee(caller, service)) return Problem.NotFound();
        var months = (await connection.QueryAsync<MonthOfDemand>(new CommandDefinition(MonthsSql, new { id }, cancellationToken: ct))).AsList();
        return TypedResults.Ok(new DemandAnswer(id, months.Sum(m => (long)m.Referrals), months));
    }

    /// <summary>A national service is everybody's: each municipality refers to it.</summary>
    private static bool MaySee(Caller caller, Service service) => service.MayBeChangedBy(caller)
        || (!caller.Is(Roles.Provider) && (service.Content.Scope.National || service.Content.Municipalities.Any(caller.ActsIn)));

    private const string MonthsSql = "select to_char(month, 'YYYY-MM') as month, referrals from demand where service_id = @id order by demand.month";
}
