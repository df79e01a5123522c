using System.Diagnostics;
using System.Diagnostics.Metrics;
using Nabij.Messaging.Inbox;
using Nabij.Messaging.Outbox;

namespace Nabij.Messaging.Bus;

/// <summary>Spans and their attributes after the semantic conventions of OpenTelemetry for messaging.</summary>
internal static class MessagingTelemetry
{
    public const string Name = "Nabij.Messaging";

    /// <summary>Header that carries the trace, as W3C Trace Context names it.</summary>
    public const string TraceHeader = "traceparent";

    private static readonly ActivitySource Source = new(Name);

    private static ActivityContext Parse(string? traceparent) =>
        ActivityContext.TryParse(traceparent, null, isRemote: true, out var context) ? context : default;

    /// <summary>A message on its way to the broker; child of the span in which it was stored.</summary>
    public static Activity? Send(OutboxMessage message) => Source.StartActivity(
        ActivityKind.Producer, Parse(message.Traceparent), Message("send", message.MessageType, message.MessageId), name: $"send {message.MessageType}");

    /// <summary>One message being handled; child of the span that sent it.</summary>
    public static Activity? Process(Delivery delivery, string queue) => Source.StartActivity(
        ActivityKind.Consumer, Parse(delivery.Traceparent),
        [.. Message("process", delivery.MessageType, delivery.Message.EventId), new("messaging.destination.subscription.name", queue)],
        name: $"process {delivery.MessageType}");

    /// <summary>Several messages that share a transaction: a trace of its own with a link to each of theirs.</summary>
    public static Activity? ProcessBatch(IReadOnlyList<Delivery> batch, string queue) => Source.StartActivity(
        ActivityKind.Consumer, default, [.. Operation("process", queue), new("messaging.batch.message_count", batch.Count)],
        batch.Select(d => new ActivityLink(Parse(d.Traceparent))), name: $"process {queue}");

    public static void Fail(this Activity? activity, Exception error) =>
        activity?.SetTag("error.type", error.GetType().FullName).SetStatus(ActivityStatusCode.Error, SafeReason.Of(error));

    private static KeyValuePair<string, object?>[] Operation(string operation, string destination) =>
    [
        new("messaging.system", "rabbitmq"), new("messaging.operation.name", operation), new("messaging.operation.type", operation),
        new("messaging.destination.name", destination),
    ];

    private static KeyValuePair<string, object?>[] Message(string operation, string destination, Guid id) =>
        [.. Operation(operation, destination), new("messaging.message.id", id.ToString())];
}

internal sealed record OutboxState
{
    public long Pending { get; init; }
    public double OldestAge { get; init; }
    public long Parked { get; init; }
}

/// <summary>Meter <c>Nabij.Messaging</c>. Ages are in seconds. Every replica reports the gauges of the one outbox: take their maximum.</summary>
internal sealed class MessagingMetrics : IDisposable
{
    private readonly Meter _meter = new(MessagingTelemetry.Name);
    private readonly Counter<long> _published;
    private readonly Counter<long> _relayFailed;
    private readonly Counter<long> _handled;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _retried;
    private readonly Counter<long> _deadLettered;
    private readonly Histogram<double> _lag;

    public MessagingMetrics()
    {
        _published = _meter.CreateCounter<long>("outbox.published", "{message}");
        _relayFailed = _meter.CreateCounter<long>("outbox.failed", "{batch}");
        _handled = _meter.CreateCounter<long>("inbox.handled", "{message}");
        _duplicates = _meter.CreateCounter<long>("inbox.duplicates", "{message}");
        _retried = _meter.CreateCounter<long>("inbox.retried", "{message}");
        _deadLettered = _meter.CreateCounter<long>("inbox.dead_lettered", "{message}");
        _lag = _meter.CreateHistogram("inbox.lag", "s", "From the event to its effect", advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600],
        });
        _meter.CreateObservableGauge("outbox.pending", () => Outbox.Pending, "{message}");
        _meter.CreateObservableGauge("outbox.oldest.age", () => Outbox.OldestAge, "s");
        _meter.CreateObservableGauge("outbox.parked", () => Outbox.Parked, "{message}");
    }

    public OutboxState Outbox { get; set; } = new();

    public void Published(int count) => _published.Add(count);

    public void RelayFailed() => _relayFailed.Add(1);

    /// <summary>One message had its effect; <paramref name="lag"/> is the time since the event.</summary>
    public void Handled(TimeSpan lag)
    {
        _handled.Add(1);
        _lag.Record(lag.TotalSeconds);
    }

    public void Duplicates(int count) => _duplicates.Add(count);

    public void Retried() => _retried.Add(1);

    public void DeadLettered() => _deadLettered.Add(1);

    public void Dispose() => _meter.Dispose();
}
