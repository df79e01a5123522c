using Nabij.Signals.FollowUp.DueDates;

namespace Signals.Tests.FollowUp;

public sealed class WorkingDayTests
{
    /// <summary>The days of the Algemene termijnenwet, from the calendars of these years.</summary>
    [Theory]
    [InlineData(2025, "01-01 04-18 04-21 04-26 05-05 05-29 06-09 12-25 12-26")]
    [InlineData(2026, "01-01 04-03 04-06 04-27 05-05 05-14 05-25 12-25 12-26")]
    [InlineData(2027, "01-01 03-26 03-29 04-27 05-05 05-06 05-17 12-25 12-26")]
    [InlineData(2038, "01-01 04-23 04-26 04-27 05-05 06-03 06-14 12-25 12-26")]
    public void The_holidays_are_those_of_the_law(int year, string days)
    {
        var first = new DateOnly(year, 1, 1);
        var found = Enumerable.Range(0, DateTime.IsLeapYear(year) ? 366 : 365).Select(first.AddDays).Where(WorkingDays.IsHoliday).Select(d => d.ToString("MM-dd", null));
        Assert.Equal(days, string.Join(' ', found));
    }

    [Theory]
    [InlineData("2026-11-23T09:00:00Z", 1, "2026-11-24T23:00:00Z")] // Monday
    [InlineData("2026-11-27T16:00:00Z", 1, "2026-11-30T23:00:00Z")] // Friday
    [InlineData("2026-11-28T12:00:00Z", 1, "2026-11-30T23:00:00Z")] // Saturday
    [InlineData("2026-11-27T23:30:00Z", 1, "2026-11-30T23:00:00Z")] // Saturday in Amsterdam already
    [InlineData("2026-11-26T23:30:00Z", 1, "2026-11-30T23:00:00Z")] // Friday in Amsterdam already
    [InlineData("2026-12-24T10:00:00Z", 2, "2026-12-29T23:00:00Z")] // over Christmas and a weekend
    [InlineData("2026-04-02T10:00:00Z", 1, "2026-04-07T22:00:00Z")] // over Easter, in summer time
    [InlineData("2026-11-23T09:00:00Z", 5, "2026-11-30T23:00:00Z")]
    public void A_term_ends_with_the_working_day(string from, int days, string until) =>
        Assert.Equal(DateTimeOffset.Parse(until, null), WorkingDays.After(DateTimeOffset.Parse(from, null), days));
}
