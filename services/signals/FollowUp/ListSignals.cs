using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Signals.FollowUp;

/// <summary>The work list: signals of the caller's own organisation in the caller's own municipalities, oldest first.</summary>
internal static class ListSignals
{
    public static void Map(IEndpointRouteBuilder signals) => signals.MapGet("", HandleAsync)
        .WithName(nameof(ListSignals)).WithSummary("The work list, without anything personal");

    /// <param name="state">Codes of states.</param>
    /// <param name="area">CBS code of a district or neighbourhood, or the four digits of a postcode.</param>
    private static async Task<Ok<PagedList<SignalView>>> HandleAsync(Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct,
        [AtMost(20), KnownState] string[]? state = null, [LengthBetween(4, 10)] string? area = null,
        [Between(1, 1000)] int page = 1, [Between(1, 100)] int pageSize = 20)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var results = await connection.QueryMultipleAsync(new CommandDefinition(Sql, new
        {
            caller.Organisation,
            everywhere = caller.ActsEverywhere,
            municipalities = caller.Municipalities.ToArray(),
            states = state is { Length: > 0 } ? state : null,
            area,
            limit = pageSize,
            offset = Paging.Offset(page, pageSize),
        }, cancellationToken: ct));
        var items = (await results.ReadAsync<SignalView>()).AsList();
        return Paging.Ok(http, items, page, pageSize, await results.ReadSingleAsync<long>());
    }

    private const string Where = """
        where s.organisation_id = @Organisation and (@everywhere or s.municipality = any(@municipalities))
          and (@states::text[] is null or s.state = any(@states)) and (@area::text is null or s.area = @area)
        """;

    private const string Sql = $"""
        select {SignalView.Columns} from signal s
        {Where}
        order by s.received_at, s.id limit @limit offset @offset;
        select count(*) from signal s
        {Where}
        """;
}

/// <summary>Codes of states.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class KnownStateAttribute() : OneOfAttribute([.. State.All]);
