using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Coalition.Coalitions;

internal sealed record EndCoalitionRequest([property: Needed, LengthBetween(3, 500)] string Reason);

/// <summary>Its municipalities may found another one after this.</summary>
internal static class EndCoalition
{
    public static void Map(IEndpointRouteBuilder coalitions) => coalitions.MapPost("/{id:guid}/end", HandleAsync)
        .WithName(nameof(EndCoalition)).WithSummary("End the coalition, with a reason; not while agreements are open")
        .RequireIfMatch().ProducesProblem(409);

    private static Task<Results<Ok<CoalitionAnswer>, ProblemHttpResult>> HandleAsync([AsParameters] Command command, EndCoalitionRequest request)
    {
        var (id, _, _, work, _, _, ct) = command;
        return CoalitionChange.ApplyAsync(command, "ended",
            async coalition => coalition.End(request.Reason, await work.QuerySingleAsync<long>(OpenSql, new { id }, ct)),
            _ => work.ExecuteAsync(FreeSql, new { id }, ct));
    }

    private const string OpenSql = "select count(*) from agreement where coalition_id = @id and status not in ('done', 'cancelled')";

    private const string FreeSql = "update coalition_municipality set ended = true where coalition_id = @id";
}
