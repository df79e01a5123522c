using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Services;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Catalog.Verification;

/// <summary>A service about which nobody answered, or can be asked by mail.</summary>
/// <param name="Phone">Of the service, or of its organisation.</param>
/// <param name="VerifiedAt">Absent when nobody ever checked it.</param>
/// <param name="ByPhone">No mail reached its organisation when it was asked. When it changes its address, it is asked again within the hour.</param>
internal sealed record ServiceToCall(
    Guid ServiceId, string Name, Guid OrganisationId, string OrganisationName, string? Phone, DateTimeOffset? VerifiedAt, DateTimeOffset StaleAt, bool ByPhone);

internal static class ListServicesToCall
{
    public static void Map(IEndpointRouteBuilder verification) => verification.MapGet("/phone-list", HandleAsync)
        .WithName(nameof(ListServicesToCall)).WithSummary("Whom the service desk calls, the longest unchecked first; without a municipality, in all of the caller's")
        .RequireAuthorization(Roles.Editor);

    private static async Task<Results<Ok<PagedList<ServiceToCall>>, ProblemHttpResult>> HandleAsync(
        Caller caller, NpgsqlDataSource db, TimeProvider clock, HttpContext http, CancellationToken ct,
        [MunicipalityCode] string? municipality = null, [Between(1, 1000)] int page = 1, [Between(1, Paging.LargestPage)] int pageSize = 20)
    {
        if (municipality is not null && !caller.ActsIn(municipality)) return Problem.Forbidden(ServiceTexts.NotYours);
        var args = new
        {
            municipality,
            everywhere = caller.ActsEverywhere,
            mine = caller.Municipalities.ToArray(),
            Cadence.Kinds,
            Cadence.KindDays,
            share = Freshness.From(FreshnessStage.Call),
            now = clock.GetUtcNow(),
        };
        var (rows, total) = await db.ReadPageAsync<ServiceToCall>(SelectSql, FromSql, OrderSql, args, page, pageSize, ct);
        return Paging.Ok(http, rows, page, pageSize, total);
    }

    private const string SelectSql = """
        select s.id as service_id, s.name, s.organisation_id, o.name as organisation_name, coalesce(s.content->'contact'->>'phone', o.phone) as phone,
               s.verified_at, b.since + make_interval(days => c.days) as stale_at, coalesce(r.by_phone, false) as by_phone
        """;

    private const string FromSql = """
        from service s
        join organisation o on o.id = s.organisation_id
        join unnest(@Kinds, @KindDays) as c (kind, days) on c.kind = s.cadence
        cross join lateral (select coalesce(s.verified_at, s.published_at) as since) b
        left join verification_request r on r.service_id = s.id and r.since = b.since
        where s.state = 'published' and (b.since <= @now - make_interval(secs => 86400 * c.days * @share) or r.by_phone)
          and (@everywhere or s.municipalities && @mine)
          and (@municipality::text is null or s.municipalities @> array[@municipality::text])
        """;

    private const string OrderSql = "order by stale_at, s.id";
}
