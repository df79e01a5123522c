using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nabij.Contracts;
using Nabij.Messaging;

namespace Nabij.Notifications.EventLog;

/// <summary>
/// The public form of an event: CloudEvents 1.0 in the Dutch government profile (NL GOV 1.1). It has no <c>subject</c>, for attributes may
/// be logged on the way. <c>time</c> is when the event was logged; when it happened stands in the data as <c>occurredAt</c>.
/// </summary>
internal static class CloudEvent
{
    /// <summary><c>signals.signal-referred.v1</c> becomes <c>nl.nabij.signals.signal-referred.v1</c>.</summary>
    public static string TypeOf(Type eventType) => $"nl.nabij.{WireName.Of(eventType)}";

    public static string SourceOf(Type eventType, string oin) => $"urn:nld:oin:{oin}:systeem:nabij-{WireName.Of(eventType).Split('.')[0]}";

    /// <summary>The JSON that every subscriber gets, whether by push or by pull.</summary>
    /// <param name="position">In the event log; also its <c>sequence</c>, padded so that it sorts as text.</param>
    /// <param name="traceparent">Of the trace in which the event happened.</param>
    public static string Compose(IntegrationEvent message, long position, DateTimeOffset loggedAt, string? traceparent, EventLogOptions options)
    {
        var type = message.GetType();
        var json = new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = message.EventId.ToString(),
            ["source"] = SourceOf(type, options.Oin),
            ["type"] = TypeOf(type),
            ["time"] = loggedAt.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture),
            ["datacontenttype"] = "application/json",
        };
        if (DataRef(message) is { } path) json["dataref"] = options.PublicAddress + path;
        if (traceparent is not null) json["traceparent"] = traceparent;
        json["sequence"] = position.ToString("D20", CultureInfo.InvariantCulture);
        json["data"] = DataOf(message);
        return json.ToJsonString(MessageJson.Options);
    }

    /// <summary>All members but the id, which is an attribute.</summary>
    private static JsonObject DataOf(IntegrationEvent message)
    {
        var data = JsonSerializer.SerializeToNode(message, message.GetType(), MessageJson.Options)!.AsObject();
        data.Remove(EventIdMember);
        return data;
    }

    public const string EventIdMember = "eventId";

    /// <summary>Where more can be fetched, under the reader's own rights.</summary>
    private static string? DataRef(IntegrationEvent message) => message switch
    {
        ServicePublished published => $"/catalog/v1/services/{published.ServiceId}",
        OrganisationListed listed => $"/catalog/v1/organisations/{listed.OrganisationId}",
        _ => null,
    };
}
