using System.Diagnostics;
using System.Reflection;
using Nabij.Contracts;
using Nabij.Messaging;

namespace Nabij.Notifications.EventLog;

/// <summary>
/// Stores every event that may leave the platform, once. The position is taken under a lock that lasts until the commit, so that a reader who has seen
/// a position has been able to see all before it.
/// </summary>
internal sealed class LogEvent<TEvent>(EventLogOptions options, LogTail tail, TimeProvider clock) : IHandle<TEvent> where TEvent : IntegrationEvent
{
    private static readonly Audience Audience = typeof(TEvent).GetCustomAttribute<AudienceAttribute>()?.Audience ?? Audience.Internal;

    public async Task HandleAsync(TEvent message, UnitOfWork work, CancellationToken ct)
    {
        if (Audience == Audience.Internal) return;
        var position = await work.QuerySingleAsync<long>(TakePositionSql, ct: ct);
        var loggedAt = clock.GetUtcNow();
        await work.ExecuteAsync(InsertSql, new
        {
            position,
            message.EventId,
            type = CloudEvent.TypeOf(typeof(TEvent)),
            audience = Audience.ToString(),
            message.Municipality,
            message.Organisation,
            json = CloudEvent.Compose(message, position, loggedAt, Activity.Current?.Id, options),
            loggedAt,
        }, ct);
        tail.Written();
    }

    private const string TakePositionSql = "update log_position set position = position + 1 where id = 1 returning position";

    private const string InsertSql = """
        insert into event_log (position, event_id, type, audience, municipality, organisation, event, logged_at)
        values (@position, @EventId, @type, lower(@audience), @Municipality, @Organisation, @json::json, @loggedAt)
        """;
}
