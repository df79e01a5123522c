using System.Globalization;
using Nabij.Reference.Calendar;

namespace Reference.Tests;

public sealed class DutchDayTests
{
    [Theory]
    [InlineData("2026-06-30T21:59:59Z", "2026-06-30")]
    [InlineData("2026-06-30T22:00:00Z", "2026-07-01")]
    [InlineData("2026-12-31T22:59:59Z", "2026-12-31")]
    [InlineData("2026-12-31T23:00:00Z", "2027-01-01")]
    public void A_day_begins_at_midnight_in_Amsterdam(string instant, string day)
    {
        var (moment, date) = (DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture), DateOnly.Parse(day, CultureInfo.InvariantCulture));
        Assert.Equal(date, DutchDay.Of(moment));
        Assert.InRange(moment, DutchDay.BeginOf(date), DutchDay.BeginOf(date.AddDays(1)).AddTicks(-1));
    }

    [Theory]
    [InlineData("2026-03-29", 23)]
    [InlineData("2026-10-25", 25)]
    [InlineData("2026-11-28", 24)]
    public void A_day_on_which_the_clock_is_changed_is_shorter_or_longer(string day, int hours)
    {
        var date = DateOnly.Parse(day, CultureInfo.InvariantCulture);
        Assert.Equal(TimeSpan.FromHours(hours), DutchDay.BeginOf(date.AddDays(1)) - DutchDay.BeginOf(date));
    }
}
