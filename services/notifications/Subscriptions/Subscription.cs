using System.Text.Json;
using System.Text.Json.Serialization;
using Nabij.Notifications.EventLog;

namespace Nabij.Notifications.Subscriptions;

/// <summary>
/// <c>pending</c>: the sink has not yet agreed to be called; events gather. <c>active</c>: events are delivered. <c>disabled</c>: the sink refused or is
/// gone; a change by the owner asks it again.
/// </summary>
internal enum SubscriptionState { Pending, Active, Disabled }

/// <summary>Codes of why a subscription is disabled.</summary>
internal static class StateReasons
{
    public const string HandshakeRefused = "handshake-refused";
    public const string SinkGone = "sink-gone";
}

/// <summary>What a partner wants to get, and where.</summary>
internal sealed record Subscription
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private IReadOnlyList<EventFilter>? _parsed;

    public Guid Id { get; init; }

    public Guid? OwnerOrganisation { get; init; }

    public string[] Municipalities { get; init; } = [];

    public string Sink { get; init; } = "";

    /// <summary>CloudEvents types; empty for all.</summary>
    public string[] Types { get; init; } = [];

    /// <summary>JSON; see <see cref="ParsedFilters"/>.</summary>
    public string Filters { get; init; } = "[]";

    public SubscriptionFormat Format { get; init; }

    public SubscriptionState State { get; init; }

    public string? StateReason { get; init; }

    /// <summary>Only events after this position.</summary>
    public long FromPosition { get; init; }

    public long Version { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Handshakes tried with this sink.</summary>
    public int Handshakes { get; init; }

    /// <summary>Deliveries per minute that the sink allows; null for any number.</summary>
    public int? AllowedRate { get; init; }

    /// <summary>Failures in a row.</summary>
    public int Failures { get; init; }

    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>The owner's, as its token said when it last wrote the subscription. Asked when an event is queued and again at each attempt.</summary>
    public Clearance Clearance => new(Municipalities, OwnerOrganisation);

    public IReadOnlyList<EventFilter> ParsedFilters => _parsed ??= JsonSerializer.Deserialize<List<EventFilter>>(Filters, Json)!;

    public bool Wants(LoggedEvent e) =>
        e.Position > FromPosition
        && (Types.Length == 0 || Types.Contains(e.Type))
        && Clearance.Allows(e)
        && ParsedFilters.All(f => f.Passes(name => name == "municipality" ? e.Municipality : e.Attributes.GetValueOrDefault(name)));

    public static string Write(IReadOnlyList<EventFilter> filters) => JsonSerializer.Serialize(filters, Json);

    /// <summary>A new address has to agree itself, and a subscription that was disabled is tried anew.</summary>
    public bool MustAgreeAgain(string sink) => sink != Sink || State == SubscriptionState.Disabled;

    public const string Columns = """
        s.id, s.owner_organisation, s.municipalities, s.sink, s.types, s.filters, s.format, s.state, s.state_reason, s.from_position, s.version,
        s.created_at, s.handshakes, s.allowed_rate, s.failures, s.failing_since
        """;
}

/// <summary>CloudEvents HTTP binding: the whole event as JSON, or its data as the body and its attributes as <c>ce-</c> headers.</summary>
internal enum SubscriptionFormat { Structured, Binary }
