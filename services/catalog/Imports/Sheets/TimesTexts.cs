using System.Globalization;
using System.Text.RegularExpressions;
using Nabij.Catalog.Search;
using Nabij.Catalog.Services;

namespace Nabij.Catalog.Imports.Sheets;

/// <summary>
/// Times as people write them: <c>di 10:00-11:30 wekelijks</c>, <c>2026-12-24 18:00-20:00</c>, <c>FREQ=MONTHLY;BYDAY=1MO 10:00-12:00 vanaf 2026-01-05 t/m 2026-06-30</c>,
/// with bars between. What has none of these forms is the text about the times.
/// </summary>
internal static partial class TimesTexts
{
    private const string Weekly = "FREQ=WEEKLY;BYDAY=";

    private static readonly string[] Days = ["zo", "ma", "di", "wo", "do", "vr", "za"];

    public static string Write(Schedule schedule) => string.Join('|', (schedule.Times ?? []).Select(Write).Concat(schedule.Text is { } text ? [Bars.Escape(text)] : []));

    /// <param name="before">Gives the first day of a series that names none.</param>
    /// <param name="today">Its first day when it is new.</param>
    public static Schedule Read(string? cell, Schedule before, DateOnly today)
    {
        if (cell is null) return new();
        var parts = Bars.Split(cell).Where(p => p is not null).Select(p => (Text: p!, Times: Read(p!, before.Times ?? [], today))).ToList();
        var texts = parts.Where(p => p.Times is null).Select(p => p.Text).ToList();
        var times = parts.Select(p => p.Times).OfType<Times>().ToList();
        return new Schedule(texts.Count > 0 ? string.Join('|', texts) : null, times.Count > 0 ? times : null);
    }

    private static string Write(Times times)
    {
        var rule = times.Rule;
        var days = rule?.StartsWith(Weekly, StringComparison.Ordinal) == true && rule[Weekly.Length..].Split(',') is var names && names.All(n => n.Length == 2)
            ? string.Join(',', names.Select(n => Days[Array.IndexOf(Weekdays.Rules, n)]))
            : null;
        var when = days ?? rule ?? Day(times.StartDate!.Value);
        return $"{when} {Time(times.StartsAt!.Value)}-{Time(times.EndsAt!.Value)}{(days is null ? "" : " wekelijks")}"
            + (rule is null ? "" : $" vanaf {Day(times.StartDate!.Value)}") + (times.UntilDate is { } until ? $" t/m {Day(until)}" : "");
    }

    private static Times? Read(string text, IReadOnlyList<Times> before, DateOnly today)
    {
        if (Form().Match(text.Trim()) is not { Success: true } found) return null;
        var (when, weekly) = (found.Groups["when"].Value, found.Groups["weekly"].Success);
        if (TimeOf("from") is not { } starts || TimeOf("to") is not { } ends) return null;
        var until = DateOf(found.Groups["until"].Value);
        if (DateOf(when) is { } day) return weekly ? null : new Times(day, starts, ends, null, until);

        var rule = when.StartsWith("FREQ=", StringComparison.OrdinalIgnoreCase) ? when.ToUpperInvariant() : RuleOf(when);
        if (rule is null) return null;
        var first = DateOf(found.Groups["start"].Value)
            ?? before.FirstOrDefault(t => t.Rule == rule && t.StartsAt == starts && t.EndsAt == ends && t.UntilDate == until)?.StartDate
            ?? FirstDay(rule, today);
        return new Times(first, starts, ends, rule, until);

        TimeOnly? TimeOf(string group) => TimeOnly.TryParse(Colon(found.Groups[group].Value), CultureInfo.InvariantCulture, out var time) ? time : null;
    }

    /// <summary>19.30 is 19:30; a time with seconds has a point of its own.</summary>
    private static string Colon(string time) => time.Contains(':', StringComparison.Ordinal) ? time : time.Replace('.', ':');

    private static string? RuleOf(string days)
    {
        var numbers = days.ToLowerInvariant().Split(',').Select(d => Array.FindIndex(Days, name => name == d || Weekdays.All[(Array.IndexOf(Days, name) + 6) % 7].Label.Nl == d)).ToList();
        return numbers.TrueForAll(n => n >= 0) ? Weekly + string.Join(',', numbers.Select(n => Weekdays.Rules[n])) : null;
    }

    /// <summary>The first of its days from today on.</summary>
    private static DateOnly FirstDay(string rule, DateOnly today) => rule.StartsWith(Weekly, StringComparison.Ordinal)
        ? Enumerable.Range(0, 7).Select(today.AddDays).First(d => rule[Weekly.Length..].Split(',').Contains(Weekdays.Rules[(int)d.DayOfWeek]))
        : today;

    private static DateOnly? DateOf(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Time(TimeOnly time) => time.ToString(time.Ticks % TimeSpan.TicksPerMinute == 0 ? "HH:mm" : "HH:mm:ss.fffffff", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A(?<when>[^\s]+) (?<from>[0-9]{1,2}[:.][0-9]{2}(?::[0-9]{2}\.[0-9]{7})?)(?:-|–| - )(?<to>[0-9]{1,2}[:.][0-9]{2}(?::[0-9]{2}\.[0-9]{7})?)(?: uur)?(?<weekly> wekelijks)?(?: vanaf (?<start>[0-9]{4}-[0-9]{2}-[0-9]{2}))?(?: t/m (?<until>[0-9]{4}-[0-9]{2}-[0-9]{2}))?\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Form();
}
