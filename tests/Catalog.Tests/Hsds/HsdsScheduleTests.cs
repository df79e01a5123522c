using Nabij.Catalog.Hsds;
using Nabij.Catalog.Services;

namespace Catalog.Tests.Hsds;

/// <summary>Times in the words of HSDS: what it cannot say, it does not say by halves.</summary>
public sealed class HsdsScheduleTests
{
    [Theory]
    [InlineData("FREQ=WEEKLY;BYDAY=TU", "WEEKLY", "TU", null, null, null)]
    [InlineData("FREQ=WEEKLY", "WEEKLY", "TH", null, null, null)]
    [InlineData("FREQ=WEEKLY;INTERVAL=2;COUNT=8;BYDAY=MO,WE", "WEEKLY", "MO,WE", null, 2, 8)]
    [InlineData("FREQ=MONTHLY;BYDAY=1MO", "MONTHLY", "1MO", null, null, null)]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=-1", "MONTHLY", null, "-1", null, null)]
    [InlineData("FREQ=MONTHLY", "MONTHLY", null, "15", null, null)]
    [InlineData("FREQ=DAILY", "WEEKLY", "MO,TU,WE,TH,FR,SA,SU", null, null, null)]
    [InlineData("FREQ=DAILY;BYDAY=SA,SU", "WEEKLY", "SA,SU", null, null, null)]
    [InlineData("FREQ=DAILY;INTERVAL=3", null, null, null, null, null)]
    [InlineData("FREQ=YEARLY;BYMONTH=12", null, null, null, null, null)]
    [InlineData("FREQ=WEEKLY;BYMONTH=5,6;BYDAY=TU", null, null, null, null, null)]
    public void A_rule_is_told_whole_or_not(string rule, string? freq, string? byday, string? bymonthday, int? interval, int? count)
    {
        var schedule = Of(new Times(new DateOnly(2026, 1, 15), new TimeOnly(10, 0), new TimeOnly(11, 30), rule, count is null ? new DateOnly(2026, 12, 31) : null));
        Assert.Equal((freq, byday, bymonthday, interval, count, rule), (schedule.Freq, schedule.Byday, schedule.Bymonthday, schedule.Interval, schedule.Count, schedule.XRule));
        Assert.Equal(freq is null || count is not null ? null : new DateOnly(2026, 12, 31), schedule.Until);
        Assert.Equal((new DateOnly(2026, 1, 15), count is null ? new DateOnly(2026, 12, 31) : (DateOnly?)null), (schedule.ValidFrom, schedule.ValidTo));
    }

    [Fact]
    public void A_rule_with_two_ends_from_before_is_told_with_the_earlier()
    {
        var schedule = Of(new Times(new DateOnly(2026, 1, 15), new TimeOnly(10, 0), new TimeOnly(11, 30), "FREQ=WEEKLY;COUNT=3", new DateOnly(2026, 12, 31)));
        Assert.Equal((null, new DateOnly(2026, 1, 29), "FREQ=WEEKLY"), (schedule.Count, schedule.Until, schedule.XRule));
    }

    [Theory]
    [InlineData(1, "10:00+01:00", 1.0)]
    [InlineData(7, "10:00+02:00", 2.0)]
    public void Times_carry_the_offset_of_the_first_day(int month, string opens, double zone)
    {
        var day = new DateOnly(2026, month, 15);
        var schedule = Of(new Times(day, new TimeOnly(10, 0), new TimeOnly(11, 30)));
        Assert.Equal((opens, zone, "Europe/Amsterdam"), (schedule.OpensAt, schedule.Timezone, schedule.XTimezone));
        Assert.Equal((1, day, day, day), (schedule.Count, schedule.Dtstart, schedule.Until, schedule.ValidTo));
    }

    private static HsdsSchedule Of(Times times)
    {
        var content = new ServiceContent { Schedule = new Schedule(null, [times]) };
        return Assert.Single(ScheduleMapping.Map(Guid.NewGuid(), content));
    }
}
