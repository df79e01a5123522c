using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Nabij.Contracts;
using Nabij.Messaging;
using Nabij.Notifications.EventLog;

namespace Nabij.Notifications.EventTypes;

/// <summary>A type of event that partners can get.</summary>
/// <param name="Type">CloudEvents type.</param>
/// <param name="Audience">Who may get it: <c>public</c>, <c>municipality</c> or <c>organisation</c>.</param>
/// <param name="Schema">JSON Schema of the event's data.</param>
internal sealed record EventTypeDescription(string Type, string Meaning, Audience Audience, JsonNode Schema);

/// <summary>The public event types, as the contracts declare them.</summary>
internal sealed class EventCatalog
{
    private readonly FrozenDictionary<string, EventTypeDescription> _types;

    public EventCatalog()
    {
        var docs = XmlDocs.Of(typeof(IntegrationEvent).Assembly);
        _types = typeof(IntegrationEvent).Assembly.GetTypes()
            .Where(t => t is { IsAbstract: false } && t.IsSubclassOf(typeof(IntegrationEvent)))
            .Select(t => (Type: t, t.GetCustomAttribute<AudienceAttribute>()?.Audience))
            .Where(t => t.Audience is not (null or Audience.Internal))
            .Select(t => new EventTypeDescription(CloudEvent.TypeOf(t.Type), docs.SummaryOf(t.Type), t.Audience!.Value, SchemaOf(t.Type, docs)))
            .ToFrozenDictionary(t => t.Type);
        All = [.. _types.Values.OrderBy(t => t.Type, StringComparer.Ordinal)];
    }

    public IReadOnlyList<EventTypeDescription> All { get; }

    public bool Knows(string type) => _types.ContainsKey(type);

    private static JsonObject SchemaOf(Type type, XmlDocs docs)
    {
        var schema = MessageJson.Options.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, node) =>
            {
                if (context.PropertyInfo?.AttributeProvider is PropertyInfo property && docs.SummaryOf(property) is { Length: > 0 } meaning && node is JsonObject member)
                    member["description"] = meaning;
                return node;
            },
        }).AsObject();
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        schema["properties"]?.AsObject().Remove(CloudEvent.EventIdMember);
        if (schema["required"]?.AsArray() is { } required)
            required.Remove(required.FirstOrDefault(r => r?.GetValue<string>() == CloudEvent.EventIdMember));
        return schema;
    }
}
