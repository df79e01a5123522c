using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Signals.FollowUp;

internal static class GetHistory
{
    public static void Map(IEndpointRouteBuilder signals) => signals.MapGet("/{id:guid}/history", HandleAsync)
        .WithName(nameof(GetHistory)).WithSummary("The steps that a signal took, in codes");

    private static Task<Results<Ok<PagedList<HistoryItem>>, ProblemHttpResult>> HandleAsync(Guid id, NpgsqlDataSource db, HttpContext http, CancellationToken ct,
        [Between(1, 1000)] int page = 1, [Between(1, 100)] int pageSize = 20) => db.ListOfSignalAsync<HistoryItem>(
        http, id, "select version, name, from_state, to_state, reason, at", "from signal_transition where signal_id = @id", "order by version", page, pageSize, ct);
}

/// <param name="Version">Of the signal after the step. Not every version is a step.</param>
/// <param name="Reason">A code.</param>
internal sealed record HistoryItem(long Version, string Name, string FromState, string ToState, string? Reason, DateTimeOffset At);
