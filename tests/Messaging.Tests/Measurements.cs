using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Nabij.Messaging;

namespace Messaging.Tests;

/// <summary>What the library measured and traced while this was open.</summary>
public sealed class Measurements : IDisposable
{
    private readonly ConcurrentQueue<(string Name, double Value)> _values = new();
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _activities;

    public Measurements()
    {
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == MessagingExtensions.TelemetryName) listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<long>((instrument, value, _, _) => _values.Enqueue((instrument.Name, value)));
        _meters.SetMeasurementEventCallback<double>((instrument, value, _, _) => _values.Enqueue((instrument.Name, value)));
        _meters.Start();
        _activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name is MessagingExtensions.TelemetryName or "test",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_activities);
    }

    public ConcurrentQueue<Activity> Spans { get; } = new();

    public double Sum(string name) => _values.Where(v => v.Name == name).Sum(v => v.Value);

    public int Count(string name) => _values.Count(v => v.Name == name);

    public void Dispose()
    {
        _meters.Dispose();
        _activities.Dispose();
    }
}
