using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MassTransit;
using Nabij.Contracts;

namespace Nabij.Messaging;

/// <summary>The events that this process knows, by wire name and by .NET type.</summary>
internal sealed class EventTypes
{
    private readonly FrozenDictionary<string, Type> _byName;
    private readonly FrozenDictionary<Type, string> _byType;

    public EventTypes(IEnumerable<Assembly> contracts)
    {
        _byType = contracts.SelectMany(a => a.GetTypes())
            .Where(t => t is { IsAbstract: false, IsGenericTypeDefinition: false } && t.IsSubclassOf(typeof(IntegrationEvent)))
            .ToFrozenDictionary(t => t, WireName.Of);
        _byName = _byType.ToFrozenDictionary(p => p.Value, p => p.Key);
    }

    public IEnumerable<Type> All => _byType.Keys;

    public IEnumerable<string> Names => _byName.Keys;

    public string NameOf(Type type) => _byType.TryGetValue(type, out var name)
        ? name
        : throw new InvalidOperationException($"{type} is not in a contracts assembly of this service.");

    /// <summary>The part of the wire name before the first dot is the service that publishes the event.</summary>
    public IEnumerable<string> PublishedBy(string service) => Names.Where(n => n.StartsWith(service + '.', StringComparison.Ordinal));
}

/// <summary>The name of an event on the wire: <c>service.what-happened.v1</c>.</summary>
public static class WireName
{
    public static string Of(Type eventType) => eventType.GetCustomAttribute<EntityNameAttribute>()?.EntityName
        ?? throw new InvalidOperationException($"{eventType} has no [EntityName].");
}

/// <summary>How events are written as JSON. Readers accept members that they do not know.</summary>
public static class MessageJson
{
    public static JsonSerializerOptions Options { get; } = Configure(new JsonSerializerOptions
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutSubject } },
    });

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = true;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        return options;
    }

    /// <summary>The subject repeats an id of the event; an attribute on the abstract member does not reach the members that override it.</summary>
    private static void LeaveOutSubject(JsonTypeInfo type)
    {
        if (!type.Type.IsSubclassOf(typeof(IntegrationEvent))) return;
        foreach (var property in type.Properties.Where(p => p.Name == "subject").ToList()) type.Properties.Remove(property);
    }
}
