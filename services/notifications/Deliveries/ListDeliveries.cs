using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Notifications.Subscriptions;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;
using Npgsql;

namespace Nabij.Notifications.Deliveries;

/// <param name="Number">From 1.</param>
/// <param name="Outcome"><c>delivered</c>, <c>failed</c>, <c>refused</c>, <c>redirect</c>, <c>gone</c>, <c>timeout</c>, <c>no-connection</c>, <c>no-tls</c>, <c>address-refused</c> or <c>no-clearance</c>.</param>
/// <param name="Status">HTTP status; nothing without an answer.</param>
/// <param name="Body">The beginning of what the sink answered.</param>
/// <param name="TraceId">Of the attempt; it is linked to the trace of the event.</param>
internal sealed record AttemptView(int Number, DateTimeOffset At, int DurationMs, string Outcome, int? Status, string? Body, string? TraceId);

/// <param name="DueAt">When it is tried again; nothing when it is finished.</param>
internal sealed record DeliveryView(
    Guid SubscriptionId, Guid EventId, string Type, long Position, DeliveryState State, DateTimeOffset? DueAt, DateTimeOffset? FinishedAt, IReadOnlyList<AttemptView> Attempts);

/// <summary>What became of each event for one subscription, newest first.</summary>
internal static class ListDeliveries
{
    public static void Map(IEndpointRouteBuilder subscriptions) => subscriptions.MapGet("/{id:guid}/deliveries", HandleAsync)
        .WithName(nameof(ListDeliveries)).WithSummary("The deliveries of a subscription, with each attempt");

    private static async Task<Results<Ok<PagedList<DeliveryView>>, ProblemHttpResult>> HandleAsync(
        Guid id, Caller caller, NpgsqlDataSource db, HttpContext http, CancellationToken ct, [Between(1, 1000)] int page = 1, [Between(1, 100)] int pageSize = 20)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var args = new { id, caller.Subject, caller.Organisation, pageSize, offset = Paging.Offset(page, pageSize) };
        if (await connection.QuerySingleOrDefaultAsync<Subscription>(new CommandDefinition(GetSubscription.FindSql, args, cancellationToken: ct)) is null)
            return Problem.NotFound();
        var total = await connection.QuerySingleAsync<long>(new CommandDefinition(CountSql, args, cancellationToken: ct));
        var deliveries = (await connection.QueryAsync<DeliveryRow>(new CommandDefinition(PageSql, args, cancellationToken: ct))).AsList();
        return Paging.Ok(http, await DeliveryRow.ViewAsync(connection, deliveries, ct), page, pageSize, total);
    }

    private const string CountSql = "select count(*) from delivery where subscription_id = @id";

    private const string PageSql = $"""
        select {DeliveryRow.Columns}
        from delivery d join event_log e on e.position = d.position
        where d.subscription_id = @id
        order by d.position desc
        limit @pageSize offset @offset
        """;
}
