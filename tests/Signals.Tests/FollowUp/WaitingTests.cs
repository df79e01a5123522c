using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Nabij.Signals.FollowUp;

namespace Signals.Tests.FollowUp;

public sealed class WaitingTests(SignalsFixture signals)
{
    private const string Municipality = "GM0106";

    [Fact]
    public async Task What_nobody_finishes_is_counted_by_municipality()
    {
        var gauge = signals.Services.GetRequiredService<WaitingGauge>();
        var id = await Desk.IdOfAsync(signals, await Desk.ReportAsync(signals, new { municipality = Municipality, worry = "Ver weg." }));
        Assert.Equal((0, 1), await MeasureAsync(gauge, 364));
        Assert.Equal((1, 1), await MeasureAsync(gauge, 367));
        await signals.ScalarAsync<object>("update signal set organisation_id = @to where id = @id", new { id, to = Guid.NewGuid() });
        Assert.Equal((1, 0), await MeasureAsync(gauge, 367));
        await signals.ScalarAsync<object>("update signal set state = 'closed' where id = @id", new { id });
        Assert.Equal((0, 0), await MeasureAsync(gauge, 367));
    }

    private static async Task<(long Old, long Unrouted)> MeasureAsync(WaitingGauge gauge, int days)
    {
        await gauge.RunAsync(TimeProvider.System.GetUtcNow().AddDays(days), CancellationToken.None);
        Dictionary<string, long> seen = [];
        using var listener = new MeterListener { InstrumentPublished = (instrument, l) => { if (instrument.Name.StartsWith("signals.open.", StringComparison.Ordinal)) l.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            foreach (var tag in tags)
                if (tag is { Key: "nabij.municipality", Value: Municipality }) seen[instrument.Name] = value;
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return (seen["signals.open.old"], seen["signals.open.unrouted"]);
    }
}
