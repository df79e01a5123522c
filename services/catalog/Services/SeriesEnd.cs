using System.Globalization;

namespace Nabij.Catalog.Services;

/// <summary>When a series of times ends, by the rules that <see cref="RecurrenceRuleAttribute"/> lets in.</summary>
internal static class SeriesEnd
{
    private const string Count = ";COUNT=";

    /// <summary>What is not done by then has no end that anyone plans for; and some rules never hold, such as 30 February.</summary>
    private const int Years = 100;

    /// <summary>A number of times and a last day: RFC 5545 §3.3.10 lets a rule have one of the two.</summary>
    public static bool HasTwoEnds(this Times times) => times.UntilDate is not null && times.Rule?.Contains(Count, StringComparison.Ordinal) == true;

    /// <summary>With the earlier of its two ends.</summary>
    public static Times WithOneEnd(this Times times) => times.HasTwoEnds()
        ? times with { Rule = string.Join(';', times.Rule!.Split(';').Where(p => !p.StartsWith(Count[1..], StringComparison.Ordinal))), UntilDate = times.LastDay() }
        : times;

    /// <summary>Null for no end.</summary>
    public static DateOnly? LastDay(this Times times)
    {
        if (times.Rule is not { } rule) return times.UntilDate ?? times.StartDate;
        var counted = rule.Contains(Count, StringComparison.Ordinal) ? Counted(times.StartDate!.Value, Parts(rule)) : null;
        return counted is null || times.UntilDate < counted ? times.UntilDate : counted;
    }

    public static Dictionary<string, string> Parts(string rule) => rule.Split(';').Select(p => p.Split('=')).ToDictionary(p => p[0], p => p[1]);

    private static DateOnly? Counted(DateOnly start, Dictionary<string, string> rule)
    {
        var left = Number(rule["COUNT"]);
        var end = start.Year > DateOnly.MaxValue.Year - Years ? DateOnly.MaxValue : start.AddYears(Years);
        for (var day = start; day < end; day = day.AddDays(1))
            if (Holds(day, start, rule) && --left == 0) return day;
        return null;
    }

    private static bool Holds(DateOnly day, DateOnly start, Dictionary<string, string> rule)
    {
        var frequency = rule["FREQ"];
        var since = frequency switch
        {
            "DAILY" => day.DayNumber - start.DayNumber,
            "WEEKLY" => (Monday(day) - Monday(start)) / 7,
            "MONTHLY" => ((day.Year - start.Year) * 12) + day.Month - start.Month,
            _ => day.Year - start.Year,
        };
        if (since % Number(rule.GetValueOrDefault("INTERVAL", "1")) != 0) return false;

        var (months, dates, days) = (List("BYMONTH"), List("BYMONTHDAY"), List("BYDAY"));
        if (months is not null && !Array.Exists(months, m => Number(m) == day.Month)) return false;
        var inMonth = DateTime.DaysInMonth(day.Year, day.Month);
        if (dates is not null && !Array.Exists(dates, d => Number(d) is var n && n == (n > 0 ? day.Day : day.Day - inMonth - 1))) return false;
        if (days is not null)
        {
            var (at, of) = frequency == "YEARLY" && months is null ? (day.DayOfYear, DateTime.IsLeapYear(day.Year) ? 366 : 365) : (day.Day, inMonth);
            return Array.Exists(days, d => d[^2..] == Name(day) && (frequency is "DAILY" or "WEEKLY" || d.Length == 2 || IsNth(Number(d[..^2]), at, of)));
        }

        // What the rule does not say is as on the first day.
        return dates is not null || frequency switch
        {
            "DAILY" => true,
            "WEEKLY" => day.DayOfWeek == start.DayOfWeek,
            "MONTHLY" => day.Day == start.Day,
            _ => day.Day == start.Day && (months is not null || day.Month == start.Month),
        };

        string[]? List(string part) => rule.GetValueOrDefault(part)?.Split(',');
    }

    /// <summary>The first, or with -1 the last, of its days of the week within so many days.</summary>
    private static bool IsNth(int place, int at, int of) => place > 0 ? ((at - 1) / 7) + 1 == place : ((of - at) / 7) + 1 == -place;

    private static int Monday(DateOnly day) => day.DayNumber - (((int)day.DayOfWeek + 6) % 7);

    private static string Name(DateOnly day) => day.DayOfWeek.ToString()[..2].ToUpperInvariant();

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
