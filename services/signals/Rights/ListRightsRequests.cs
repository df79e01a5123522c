using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference.Calendar;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Signals.Rights;

internal static class ListRightsRequests
{
    public static void Map(IEndpointRouteBuilder requests) => requests.MapGet("", HandleAsync)
        .WithName(nameof(ListRightsRequests)).WithSummary("Requests of people about their own data, the first due first");

    /// <param name="overdue">Only those whose last day has passed without an answer.</param>
    private static async Task<Ok<PagedList<RightsRequestView>>> HandleAsync(Caller caller, NpgsqlDataSource db, TimeProvider time, HttpContext http, CancellationToken ct,
        [AtMost(5), RightsState] string[]? state = null, bool overdue = false, [Between(1, 1000)] int page = 1, [Between(1, 100)] int pageSize = 20)
    {
        var (rows, total) = await db.ReadPageAsync<RightsRequestView>(SelectSql, FromSql, "order by r.due_date, r.id", new
        {
            everywhere = caller.ActsEverywhere,
            municipalities = caller.Municipalities.ToArray(),
            states = state is { Length: > 0 } ? state : null,
            before = overdue ? time.Today() : (DateOnly?)null,
        }, page, pageSize, ct);
        return Paging.Ok(http, rows, page, pageSize, total);
    }

    private const string SelectSql = """
        select r.id, r.municipality, r.kind, r.about, r.reference, r.identity_check, r.received_date, r.due_date, r.extended_for, r.state, r.reason, r.decided_at, r.lifted_for, r.lifted_at,
               (select count(*)::int from rights_request_signal s where s.request_id = r.id) as signals, r.version
        """;

    private const string FromSql = """
        from rights_request r
        where (@everywhere or r.municipality = any(@municipalities)) and (@states::text[] is null or r.state = any(@states))
          and (@before::date is null or (r.state = 'open' and r.due_date < @before))
        """;
}

[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class RightsStateAttribute() : OneOfAttribute(RightsRequest.Open, RightsRequest.Granted, RightsRequest.PartlyGranted, RightsRequest.Refused, RightsRequest.Withdrawn);
