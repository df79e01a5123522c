using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Notifications.EventLog;
using Nabij.Notifications.Subscriptions;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Problems;
using Npgsql;

namespace Nabij.Notifications.Deliveries;

/// <param name="TraceId">Of the command that caused the event.</param>
/// <param name="Deliveries">To the caller's own subscriptions.</param>
internal sealed record TrailView(Guid EventId, string Type, long Position, DateTimeOffset LoggedAt, string? TraceId, IReadOnlyList<DeliveryView> Deliveries);

/// <summary>Where is my event: from the trace that caused it to each attempt to deliver it.</summary>
internal static class ShowTrail
{
    public static void MapTrail(this IEndpointRouteBuilder api) => api.MapGet("/events/{id:guid}/trail", HandleAsync)
        .WithTags("Events").RequireAuthorization(Roles.Partner)
        .WithName(nameof(ShowTrail)).WithSummary("What became of an event");

    private static async Task<Results<Ok<TrailView>, ProblemHttpResult>> HandleAsync(Guid id, Caller caller, NpgsqlDataSource db, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var args = new { id, caller.Subject, caller.Organisation };
        var e = await connection.QuerySingleOrDefaultAsync<LoggedEvent>(new CommandDefinition(EventSql, args, cancellationToken: ct));
        if (e is null || !Clearance.Of(caller).Allows(e)) return Problem.NotFound();
        var deliveries = (await connection.QueryAsync<DeliveryRow>(new CommandDefinition(DeliveriesSql, args, cancellationToken: ct))).AsList();
        var origin = Telemetry.Parse(e.Attributes.GetValueOrDefault("traceparent"));
        return TypedResults.Ok(new TrailView(
            e.EventId, e.Type, e.Position, e.LoggedAt, origin == default ? null : origin.TraceId.ToString(), await DeliveryRow.ViewAsync(connection, deliveries, ct)));
    }

    private const string EventSql = $"select {LoggedEvent.Columns} from event_log e where e.event_id = @id";

    private const string DeliveriesSql = $"""
        select {DeliveryRow.Columns}
        from event_log e
        join delivery d on d.position = e.position
        join subscription s on s.id = d.subscription_id
        where e.event_id = @id and {SubscriptionsEndpoints.OwnedSql}
        order by s.id
        """;
}
