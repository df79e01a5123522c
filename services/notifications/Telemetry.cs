using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Nabij.Notifications;

internal static class Telemetry
{
    public const string Name = "Nabij.notifications";

    public static readonly ActivitySource Source = new(Name);

    public static ActivityContext Parse(string? traceparent) =>
        ActivityContext.TryParse(traceparent, null, isRemote: true, out var context) ? context : default;
}

/// <summary>Meter <c>Nabij.notifications</c>. Durations are in seconds.</summary>
internal sealed class NotificationMetrics : IDisposable
{
    private readonly Meter _meter = new(Telemetry.Name);
    private readonly Histogram<double> _lag;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _mails;

    public NotificationMetrics()
    {
        _lag = _meter.CreateHistogram<double>("webhook.delivery.lag", "s", "From the event log to the sink's 2xx.");
        _attempts = _meter.CreateCounter<long>("webhook.attempts", "{attempt}");
        _mails = _meter.CreateCounter<long>("mail.ended", "{mail}");
        _meter.CreateObservableGauge("webhook.due", () => Due, "{delivery}", "Deliveries that are not done, those that wait for a retry included.");
        _meter.CreateObservableGauge("webhook.due.age", () => OldestAge, "s", "Age of the oldest of them.");
    }

    public long Due { get; set; }

    public double OldestAge { get; set; }

    public void Attempted(string outcome) => _attempts.Add(1, KeyValuePair.Create<string, object?>("nabij.outcome", outcome));

    public void Delivered(TimeSpan lag) => _lag.Record(lag.TotalSeconds);

    public void MailEnded(string state) => _mails.Add(1, KeyValuePair.Create<string, object?>("nabij.outcome", state));

    public void Dispose() => _meter.Dispose();
}
