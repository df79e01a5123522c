using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
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
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var results = await connection.QueryMultipleAsync(new CommandDefinition(Sql, new
        {
            everywhere = caller.ActsEverywhere,
            municipalities = caller.Municipalities.ToArray(),
            states = state is { Length: > 0 } ? state : null,
            before = overdue ? DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime) : (DateOnly?)null,
            limit = pageSize,
            offset = Paging.Offset(page, pageSize),
        }, cancellationToken: ct));
        var items = (await results.ReadAsync<RightsRequestView>()).AsList();
        return Paging.Ok(http, items, page, pageSize, await results.ReadSingleAsync<long>());
    }

    private const string Where = """
        where (@everywhere or r.municipality = any(@municipalities)) and (@states::text[] is null or r.state = any(@states))
          and (@before::date is null or (r.state = 'open' and r.due_date < @before))
        """;

    private const string Sql = $"""
        select r.id, r.municipality, r.kind, r.about, r.reference, r.identity_check, r.received_date, r.due_date, r.extended_for, r.state, r.reason, r.decided_at,
               (select count(*)::int from rights_request_signal s where s.request_id = r.id) as signals, r.version
        from rights_request r
        {Where}
        order by r.due_date, r.id limit @limit offset @offset;
        select count(*) from rights_request r
        {Where}
        """;
}

[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class RightsStateAttribute() : OneOfAttribute(RightsRequest.Open, RightsRequest.Granted, RightsRequest.PartlyGranted, RightsRequest.Refused, RightsRequest.Withdrawn);
