using Nabij.Reference.Calendar;


namespace Nabij.Signals.FollowUp.DueDates;

/// <summary>
/// Terms in working days, in Europe/Amsterdam: not Saturday, Sunday, the days that the Algemene termijnenwet art. 3 names, and Good Friday, which it treats alike.
/// </summary>
internal static class WorkingDays
{
    /// <summary>The end of the day, in UTC.</summary>
    public static DateTimeOffset EndOf(DateOnly day) => DutchDay.BeginOf(day.AddDays(1));

    /// <summary>The end of the working day that comes so many working days after this one. The day itself does not count.</summary>
    /// <param name="days">From 1.</param>
    public static DateTimeOffset After(DateTimeOffset moment, int days)
    {
        var day = DutchDay.Of(moment);
        while (days > 0)
        {
            day = day.AddDays(1);
            if (IsWorkingDay(day)) days--;
        }

        return EndOf(day);
    }

    public static bool IsWorkingDay(DateOnly day) => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !IsHoliday(day);

    public static bool IsHoliday(DateOnly day) => (day.Month, day.Day) is (1, 1) or (5, 5) or (12, 25) or (12, 26) || day == KingsDay(day.Year)
        || (day.DayNumber - Easter(day.Year).DayNumber) is -2 or 1 or 39 or 50;

    /// <summary>27 April, or the day before when that is a Sunday.</summary>
    private static DateOnly KingsDay(int year) => new DateOnly(year, 4, 27) is { DayOfWeek: DayOfWeek.Sunday } sunday ? sunday.AddDays(-1) : new DateOnly(year, 4, 27);

    /// <summary>Easter Sunday in the Gregorian calendar (Meeus, Jones and Butcher).</summary>
    private static DateOnly Easter(int year)
    {
        var (golden, century, ofCentury) = (year % 19, year / 100, year % 100);
        var epact = ((19 * golden) + century - (century / 4) - ((century - ((century + 8) / 25) + 1) / 3) + 15) % 30;
        var weekday = (32 + (2 * (century % 4)) + (2 * (ofCentury / 4)) - epact - (ofCentury % 4)) % 7;
        var correction = (golden + (11 * epact) + (22 * weekday)) / 451;
        var days = epact + weekday - (7 * correction) + 114;
        return new DateOnly(year, days / 31, (days % 31) + 1);
    }
}
