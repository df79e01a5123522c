using System.Globalization;
using Nabij.Catalog.Search;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Services;

/// <summary>What a series of times is called: "elke eerste dinsdag van de maand, 10:00–11:30".</summary>
internal static class ScheduleTexts
{
    private static readonly CultureInfo Dutch = CultureInfo.GetCultureInfo("nl-NL"), English = CultureInfo.GetCultureInfo("en-GB");

    private static readonly Text[] Places = [("laatste", "last"), ("", ""), ("eerste", "first"), ("tweede", "second"), ("derde", "third"), ("vierde", "fourth"), ("vijfde", "fifth")];

    public static Text Of(Times times)
    {
        var rule = (times.Rule ?? "").Split(';').Select(p => p.Split('=')).Where(p => p.Length == 2).ToDictionary(p => p[0], p => p[1]);
        var when = rule.GetValueOrDefault("FREQ") switch
        {
            null => On(times.StartDate!.Value),
            "DAILY" => Every(rule, ("dag", "day"), ("dagen", "days")),
            "WEEKLY" when rule.TryGetValue("BYDAY", out var days) => Join(Every(rule, default, ("weken op", "weeks on")), Days(days)),
            "WEEKLY" => Join(Every(rule, default, ("weken op", "weeks on")), NameOf(times.StartDate!.Value.DayOfWeek)),
            "MONTHLY" when rule.TryGetValue("BYDAY", out var days) => Join(Every(rule, default, ("maanden op", "months on")), Join(Days(days), ("van de maand", "of the month"))),
            "MONTHLY" => Join(Every(rule, ("maand op dag", "month on day"), ("maanden op dag", "months on day")), Same(rule.GetValueOrDefault("BYMONTHDAY") ?? $"{times.StartDate!.Value.Day}")),
            _ => new($"elk jaar op {times.StartDate!.Value.ToString("d MMMM", Dutch)}", $"every year on {times.StartDate.Value.ToString("d MMMM", English)}"),
        };
        return Join(when, Same($"{times.StartsAt:HH\\:mm}–{times.EndsAt:HH\\:mm}"), ", ");
    }

    private static Text On(DateOnly date) => new(date.ToString("d MMMM yyyy", Dutch), date.ToString("d MMMM yyyy", English));

    private static Text Every(Dictionary<string, string> rule, Text one, Text more) => rule.TryGetValue("INTERVAL", out var interval) && interval != "1"
        ? new($"elke {interval} {more.Nl}", $"every {interval} {more.En}")
        : new($"elke {one.Nl}".Trim(), $"every {one.En}".Trim());

    private static Text Days(string days)
    {
        var names = days.Split(',').Select(Day).ToList();
        return names.Count == 1 ? names[0] : Join(names[..^1].Aggregate((all, next) => Join(all, next, ", ")), Join(("en", "and"), names[^1]));
    }

    private static Text Day(string day)
    {
        var name = NameOf((DayOfWeek)Array.IndexOf(Weekdays.Rules, day[^2..]));
        return int.TryParse(day[..^2], CultureInfo.InvariantCulture, out var place) ? Join(Places[Math.Max(place, -1) + 1], name) : name;
    }

    private static Text NameOf(DayOfWeek day) => Weekdays.All[((int)day + 6) % 7].Label;

    private static Text Same(string text) => new(text, text);

    private static Text Join(Text one, Text two, string between = " ") => new($"{one.Nl}{between}{two.Nl}", $"{one.En}{between}{two.En}");
}
