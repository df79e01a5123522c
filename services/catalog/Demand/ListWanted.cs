using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Services;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Catalog.Demand;

/// <summary>A gap that the coalition sees, and for which there is little here.</summary>
/// <param name="TargetGroup">Absent for everyone.</param>
/// <param name="LocalServices">Published services of the municipality for it, now.</param>
/// <param name="NationalServices">Published services of the whole country for it, now.</param>
internal sealed record WantedAnswer(
    Guid GapId, string Municipality, string SupportType, string? TargetGroup, DateTimeOffset IdentifiedAt, long LocalServices, long NationalServices);

internal static class ListWanted
{
    /// <summary>With this many local services a gap is one of quality or of finding them, and no longer of supply.</summary>
    private const int Enough = 3;

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/wanted", HandleAsync)
        .WithName(nameof(ListWanted)).WithSummary("Open gaps for which there are no services here, or fewer than three; the fewest first")
        .RequireAuthorization(Roles.Editor);

    private static async Task<Results<Ok<PagedList<WantedAnswer>>, ProblemHttpResult>> HandleAsync(
        Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct,
        [MunicipalityCode] string? municipality = null, [Between(1, 1000)] int page = 1, [Between(1, Paging.LargestPage)] int pageSize = 20)
    {
        if (!Access.MayAsk(caller, municipality)) return Problem.Forbidden(ServiceTexts.NotYours);
        var args = new DynamicParameters(Access.Args(caller, municipality));
        args.AddDynamicParams(new { Enough });
        var (rows, total) = await db.ReadPageAsync<Row>(SelectSql, FromSql, OrderSql, args, page, pageSize, ct);
        return Paging.Ok(http, [.. rows.Select(r => new WantedAnswer(
            r.GapId, r.Municipality, r.SupportType, r.TargetGroup, r.IdentifiedAt, r.LocalServices, r.NationalServices))], page, pageSize, total);
    }

    private sealed record Row
    {
        public Guid GapId { get; init; }
        public string Municipality { get; init; } = "";
        public string SupportType { get; init; } = "";
        public string? TargetGroup { get; init; }
        public DateTimeOffset IdentifiedAt { get; init; }
        public long LocalServices { get; init; }
        public long NationalServices { get; init; }
    }

    private const string SelectSql = """
        select d.gap_id, d.municipality, d.support_type, nullif(d.target_group, '') as target_group, d.identified_at, c.local_services, c.national_services
        """;

    private const string FromSql = $"""
        from wanted d
        cross join lateral (
            select count(*) filter (where not s.national) as local_services, count(*) filter (where s.national) as national_services
            from service s
            where {MatchingServices.ConditionSql}) as c
        where d.open and c.local_services < @Enough and {Access.ConditionSql}
        """;

    private const string OrderSql = "order by c.local_services, c.national_services, d.identified_at, d.gap_id";
}
