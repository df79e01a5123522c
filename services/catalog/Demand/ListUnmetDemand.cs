using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Services;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Catalog.Demand;

/// <summary>What was searched in vain. A code that is absent was not chosen and not told.</summary>
/// <param name="Searches">In the last thirty whole days, rounded down to tens; 10 at least. The same need in a quarter of an hour counts once.</param>
/// <param name="Services">How many published services there are for it now, local and national: many of them tell that they are hard to find.</param>
internal sealed record UnmetDemandAnswer(
    string Municipality, string? SupportType, string? Problem, string? TargetGroup, int Searches, long Services, DateTimeOffset ChangedAt);

internal static class ListUnmetDemand
{
    public static void Map(IEndpointRouteBuilder demand) => demand.MapGet("/unmet", HandleAsync)
        .WithName(nameof(ListUnmetDemand)).WithSummary("What people searched for and did not find, the most first")
        .RequireAuthorization("editor|coordinator");

    private static async Task<Results<Ok<PagedList<UnmetDemandAnswer>>, ProblemHttpResult>> HandleAsync(
        Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct,
        [MunicipalityCode] string? municipality = null, [Between(1, 1000)] int page = 1, [Between(1, Paging.LargestPage)] int pageSize = 20)
    {
        if (!Access.MayAsk(caller, municipality)) return Problem.Forbidden(ServiceTexts.NotYours);
        var (rows, total) = await db.ReadPageAsync<Row>(SelectSql, FromSql, OrderSql, Access.Args(caller, municipality), page, pageSize, ct);
        return Paging.Ok(http, [.. rows.Select(r => new UnmetDemandAnswer(r.Municipality, r.SupportType, r.Problem, r.TargetGroup, r.Searches, r.Services, r.ChangedAt))],
            page, pageSize, total);
    }

    private sealed record Row
    {
        public string Municipality { get; init; } = "";
        public string? SupportType { get; init; }
        public string? Problem { get; init; }
        public string? TargetGroup { get; init; }
        public int Searches { get; init; }
        public long Services { get; init; }
        public DateTimeOffset ChangedAt { get; init; }
    }

    private const string SelectSql = $"""
        select municipality, nullif(support_type, '') as support_type, nullif(problem, '') as problem, nullif(target_group, '') as target_group, searches, changed_at,
               (select count(*) from service s
                where {MatchingServices.ConditionSql}
                  and (d.problem = '' or s.content->'problems' ? d.problem)) as services
        """;

    private const string FromSql = $"from unmet_demand d where searches > 0 and {Access.ConditionSql}";

    private const string OrderSql = "order by d.searches desc, d.municipality, d.support_type, d.problem, d.target_group";
}
