using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Signals.Effect;

/// <summary>
/// What a service does for the people who go there, as means of ten pairs of measurements, of twenty, and so on: the eleventh person changes nothing, so
/// that no two answers differ by fewer than ten people.
/// </summary>
internal static class GetEffect
{
    public const int Block = 10;

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/effects", HandleAsync)
        .WithName(nameof(GetEffect)).WithSummary("Loneliness before and after a service, as means of ten people or more").WithTags("Effect")
        .RequireAuthorization($"{Roles.Coordinator}|{Roles.Provider}|{Roles.Editor}|{Roles.Member}|{Roles.Handler}");

    private static async Task<Ok<ServiceEffect>> HandleAsync([Needed] Guid serviceId, NpgsqlDataSource db, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleAsync<Row>(new CommandDefinition(FindSql, new { serviceId, Block }, cancellationToken: ct));
        return TypedResults.Ok(row.Pairs == 0
            ? new ServiceEffect(serviceId, 0, null, null, LonelinessScale.Source)
            : new ServiceEffect(serviceId, row.Pairs, row.Before, row.After, LonelinessScale.Source));
    }

    private sealed record Row(int Pairs, decimal? Before, decimal? After);

    private const string FindSql = """
        with complete as (select count(*)::int / @Block * @Block as pairs from effect_pair where service_id = @serviceId and place is not null)
        select c.pairs, round(avg(p.before_total), 1) as before, round(avg(p.after_total), 1) as after
        from complete c left join effect_pair p on p.service_id = @serviceId and p.place <= c.pairs
        group by c.pairs
        """;
}

/// <param name="Pairs">People who were measured twice, in tens; 0 while there are fewer than ten.</param>
/// <param name="MeanBefore">Mean score of the group, 0 (not lonely) to 6, rounded to tenths; absent without pairs.</param>
internal sealed record ServiceEffect(Guid ServiceId, int Pairs, decimal? MeanBefore, decimal? MeanAfter, string Source);
