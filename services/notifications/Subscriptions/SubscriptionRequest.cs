using Nabij.Notifications.Deliveries;
using Nabij.Notifications.EventTypes;
using Nabij.ServiceDefaults.Problems;
using Nabij.ServiceDefaults.Validation;

namespace Nabij.Notifications.Subscriptions;

/// <summary>What the owner decides about a subscription.</summary>
/// <param name="Sink">The https address, on port 443 or 8443, that gets the events.</param>
/// <param name="Types">CloudEvents types; none means all that the owner may see.</param>
/// <param name="Filters">All of them must pass.</param>
/// <param name="Format"><c>structured</c> (default) or <c>binary</c>.</param>
internal sealed record SubscriptionRequest(
    [property: Needed, WebAddress] string Sink,
    [property: AtMost(50), EachOfLength(1, 100)] IReadOnlyList<string>? Types,
    [property: AtMost(20)] IReadOnlyList<EventFilter>? Filters,
    SubscriptionFormat? Format)
{
    private static readonly Text UnknownType = (
        "Deze soort kennen wij niet. Alle soorten staan op /notifications/v1/event-types.", "We do not know this type. All types stand on /notifications/v1/event-types.");

    /// <summary>What the attributes cannot see; empty when all is right.</summary>
    public Dictionary<string, string[]> Check(EventCatalog catalog, SinkGuard guard)
    {
        var errors = EventFilter.Check(Filters ?? [], "filters");
        if (guard.Refuse(Sink) is { } reason) errors["sink"] = [reason.ToString()];
        for (var i = 0; i < (Types?.Count ?? 0); i++)
            if (Types![i] is null || !catalog.Knows(Types[i])) errors[$"types[{i}]"] = [UnknownType.ToString()];
        return errors;
    }

    /// <summary>For the statements that store it.</summary>
    public object Row(Guid id, ServiceDefaults.Auth.Caller caller, DateTimeOffset now, bool agreeAgain = true) => new
    {
        id,
        caller.Subject,
        caller.Organisation,
        municipalities = caller.Municipalities.ToArray(),
        sink = Sink,
        types = Types?.Distinct().ToArray() ?? [],
        filters = Subscription.Write(Filters ?? []),
        format = (Format ?? SubscriptionFormat.Structured).ToString(),
        now,
        agreeAgain,
    };
}

/// <summary>A subscription as its owner sees it.</summary>
/// <param name="StateReason">Why it is disabled: <c>handshake-refused</c> or <c>sink-gone</c>.</param>
/// <param name="AllowedRate">Deliveries per minute, as the sink asked.</param>
/// <param name="FailingSince">Since when no delivery has succeeded; nothing when the last one did.</param>
/// <param name="Secret">For checking signatures. Only in the answer to the request that made it.</param>
internal sealed record SubscriptionView(
    Guid Id, string Sink, IReadOnlyList<string> Types, IReadOnlyList<EventFilter> Filters, SubscriptionFormat Format, SubscriptionState State, string? StateReason,
    int? AllowedRate, DateTimeOffset? FailingSince, DateTimeOffset CreatedAt, string? Secret)
{
    public static SubscriptionView Of(Subscription s, string? secret = null) => new(
        s.Id, s.Sink, s.Types, s.ParsedFilters, s.Format, s.State, s.StateReason, s.AllowedRate, s.FailingSince, s.CreatedAt, secret);
}
