using System.Text.Json;
using Nabij.Contracts;

namespace Nabij.Notifications.EventLog;

/// <summary>A row of the event log.</summary>
internal record LoggedEvent
{
    private Dictionary<string, string>? _attributes;

    public long Position { get; init; }

    public Guid EventId { get; init; }

    /// <summary>CloudEvents type.</summary>
    public string Type { get; init; } = "";

    public Audience Audience { get; init; }

    public string? Municipality { get; init; }

    public Guid? Organisation { get; init; }

    /// <summary>The CloudEvent as JSON.</summary>
    public string Event { get; init; } = "";

    public DateTimeOffset LoggedAt { get; init; }

    /// <summary>The CloudEvent's attributes by name, which is all but its data.</summary>
    public IReadOnlyDictionary<string, string> Attributes => _attributes ??= Parse();

    /// <summary>The JSON of the CloudEvent's data.</summary>
    public string Data()
    {
        using var json = JsonDocument.Parse(Event);
        return json.RootElement.GetProperty("data").GetRawText();
    }

    private Dictionary<string, string> Parse()
    {
        using var json = JsonDocument.Parse(Event);
        return json.RootElement.EnumerateObject().Where(p => p.Name != "data").ToDictionary(p => p.Name, p => p.Value.GetString()!);
    }

    public const string Columns = "e.position, e.event_id, e.type, e.audience, e.municipality, e.organisation, e.event, e.logged_at";
}
