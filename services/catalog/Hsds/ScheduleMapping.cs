using System.Globalization;
using Nabij.Catalog.Services;
using Nabij.Reference.Calendar;

namespace Nabij.Catalog.Hsds;

/// <summary>
/// Times as the standard tells them: weekly and monthly rules in their own members, and every rule whole in <c>x_rule</c>. A rule that the members cannot
/// say (yearly, every third day, some months only) is not said in them, for half a rule is a wrong one.
/// </summary>
internal static class ScheduleMapping
{
    private const string EveryDay = "MO,TU,WE,TH,FR,SA,SU";

    public static IEnumerable<HsdsSchedule> Map(Guid service, ServiceContent content)
    {
        var attending = PlatformTaxonomies.Label("nl-toegang", content.Conditions.Access);
        var times = content.Schedule.Times ?? [];
        if (times.Count == 0 && content.Schedule.Text is { } text)
            yield return new HsdsSchedule { Id = NameId.Of(service, "schedule/text"), ServiceId = service, Description = text, AttendingType = attending };
        for (var i = 0; i < times.Count; i++)
        {
            if (times[i].WithOneEnd() is { StartDate: { } start, StartsAt: { } opens, EndsAt: { } closes } series)
                yield return One(NameId.Of(service, $"schedule/{i}"), start, opens, closes, series) with { ServiceId = service, Description = content.Schedule.Text, AttendingType = attending };
        }
    }

    private static HsdsSchedule One(Guid id, DateOnly start, TimeOnly opens, TimeOnly closes, Times series)
    {
        var offset = DutchDay.Zone.GetUtcOffset(start.ToDateTime(opens));
        var schedule = new HsdsSchedule
        {
            Id = id,
            ValidFrom = start,
            ValidTo = series.Rule is null ? start : series.UntilDate,
            Dtstart = start,
            Timezone = offset.TotalHours,
            OpensAt = At(opens, offset),
            ClosesAt = At(closes, offset),
            XRule = series.Rule,
            XTimezone = DutchDay.Zone.Id,
        };
        return series.Rule is null ? schedule with { Count = 1, Until = start } : Recurring(schedule, SeriesEnd.Parts(series.Rule), start, series.UntilDate);
    }

    private static HsdsSchedule Recurring(HsdsSchedule schedule, Dictionary<string, string> rule, DateOnly start, DateOnly? until)
    {
        var (freq, interval, days) = (rule["FREQ"], rule.GetValueOrDefault("INTERVAL"), rule.GetValueOrDefault("BYDAY"));
        // Every day is every week on each of its days.
        if (freq == "DAILY" && interval is null or "1") (freq, days) = ("WEEKLY", days ?? EveryDay);
        if (freq is not ("WEEKLY" or "MONTHLY") || rule.ContainsKey("BYMONTH") || (freq == "WEEKLY" && rule.ContainsKey("BYMONTHDAY"))) return schedule;
        return schedule with
        {
            Freq = freq,
            Interval = Number(interval),
            Count = Number(rule.GetValueOrDefault("COUNT")),
            Until = until,
            Wkst = freq == "WEEKLY" ? "MO" : null,
            Byday = days ?? (freq == "WEEKLY" ? Weekday(start) : null),
            Bymonthday = rule.GetValueOrDefault("BYMONTHDAY") ?? (freq == "MONTHLY" && days is null ? start.Day.ToString(CultureInfo.InvariantCulture) : null),
        };
    }

    private static string Weekday(DateOnly day) => day.DayOfWeek.ToString()[..2].ToUpperInvariant();

    private static int? Number(string? text) => text is null ? null : int.Parse(text, CultureInfo.InvariantCulture);

    private static string At(TimeOnly time, TimeSpan offset) => string.Create(CultureInfo.InvariantCulture, $"{time:HH\\:mm}+{offset:hh\\:mm}");
}
