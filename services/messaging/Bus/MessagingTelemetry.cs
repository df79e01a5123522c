using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Nabij.Messaging.Bus;

internal static class MessagingTelemetry
{
    public const string Name = "Nabij.Messaging";

    public static readonly ActivitySource Source = new(Name);

    public static ActivityContext Parse(string? traceparent) =>
        ActivityContext.TryParse(traceparent, null, isRemote: true, out var context) ? context : default;
}

internal sealed record OutboxState
{
    public long Pending { get; init; }
    public double OldestAge { get; init; }
    public long Parked { get; init; }
}

/// <summary>Meter <c>Nabij.Messaging</c>. Ages are in seconds. The gauges of the outbox are zero on a replica whose relay stands by.</summary>
internal sealed class MessagingMetrics : IDisposable
{
    private readonly Meter _meter = new(MessagingTelemetry.Name);
    private readonly Counter<long> _published;
    private readonly Counter<long> _relayFailed;
    private readonly Counter<long> _handled;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _retried;
    private readonly Counter<long> _deadLettered;

    public MessagingMetrics()
    {
        _published = _meter.CreateCounter<long>("outbox.published", "{message}");
        _relayFailed = _meter.CreateCounter<long>("outbox.failed", "{batch}");
        _handled = _meter.CreateCounter<long>("inbox.handled", "{message}");
        _duplicates = _meter.CreateCounter<long>("inbox.duplicates", "{message}");
        _retried = _meter.CreateCounter<long>("inbox.retried", "{message}");
        _deadLettered = _meter.CreateCounter<long>("inbox.dead_lettered", "{message}");
        _meter.CreateObservableGauge("outbox.pending", () => Outbox.Pending, "{message}");
        _meter.CreateObservableGauge("outbox.oldest.age", () => Outbox.OldestAge, "s");
        _meter.CreateObservableGauge("outbox.parked", () => Outbox.Parked, "{message}");
    }

    public OutboxState Outbox { get; set; } = new();

    public void Published(int count) => _published.Add(count);

    public void RelayFailed() => _relayFailed.Add(1);

    public void Handled(int count) => _handled.Add(count);

    public void Duplicates(int count) => _duplicates.Add(count);

    public void Retried() => _retried.Add(1);

    public void DeadLettered() => _deadLettered.Add(1);

    public void Dispose() => _meter.Dispose();
}
