using Dapper;
using Npgsql;

namespace Nabij.Notifications.Deliveries;

/// <summary>A delivery as it stands in the database, and how its owner sees it.</summary>
internal sealed record DeliveryRow
{
    public Guid SubscriptionId { get; init; }
    public long Position { get; init; }
    public Guid EventId { get; init; }
    public string Type { get; init; } = "";
    public DeliveryState State { get; init; }
    public DateTimeOffset DueAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }

    public const string Columns = "d.subscription_id, d.position, e.event_id, e.type, d.state, d.due_at, d.finished_at";

    /// <summary>Adds the attempts.</summary>
    public static async Task<IReadOnlyList<DeliveryView>> ViewAsync(NpgsqlConnection connection, List<DeliveryRow> rows, CancellationToken ct)
    {
        var args = new { subscriptions = rows.ConvertAll(r => r.SubscriptionId), positions = rows.ConvertAll(r => r.Position) };
        var attempts = (await connection.QueryAsync<AttemptRow>(new CommandDefinition(AttemptsSql, args, cancellationToken: ct)))
            .ToLookup(a => (a.SubscriptionId, a.Position), a => new AttemptView(a.Number, a.At, a.DurationMs, a.Outcome, a.Status, a.Body, a.TraceId));
        return rows.ConvertAll(r => new DeliveryView(
            r.SubscriptionId, r.EventId, r.Type, r.Position, r.State, r.State == DeliveryState.Due ? r.DueAt : null, r.FinishedAt,
            [.. attempts[(r.SubscriptionId, r.Position)]]));
    }

    private sealed record AttemptRow
    {
        public Guid SubscriptionId { get; init; }
        public long Position { get; init; }
        public int Number { get; init; }
        public DateTimeOffset At { get; init; }
        public int DurationMs { get; init; }
        public string Outcome { get; init; } = "";
        public int? Status { get; init; }
        public string? Body { get; init; }
        public string? TraceId { get; init; }
    }

    private const string AttemptsSql = """
        select a.subscription_id, a.position, a.number, a.at, a.duration_ms, a.outcome, a.status, nullif(a.body, '') as body, a.trace_id
        from delivery_attempt a
        join unnest(@subscriptions, @positions) as w (subscription_id, position) on w.subscription_id = a.subscription_id and w.position = a.position
        order by a.number
        """;
}
