using Nabij.Catalog.Services;
using Nabij.ServiceDefaults.Problems;

namespace Nabij.Catalog.Search;

/// <summary>On which days of the week a service takes place or is open.</summary>
internal static class Weekdays
{
    /// <summary>As RFC 5545 writes them, in the order of <see cref="DayOfWeek"/>.</summary>
    public static readonly string[] Rules = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

    /// <summary>Monday first.</summary>
    public static readonly IReadOnlyList<(string Code, Text Label)> All =
    [
        ("monday", ("maandag", "Monday")), ("tuesday", ("dinsdag", "Tuesday")), ("wednesday", ("woensdag", "Wednesday")), ("thursday", ("donderdag", "Thursday")),
        ("friday", ("vrijdag", "Friday")), ("saturday", ("zaterdag", "Saturday")), ("sunday", ("zondag", "Sunday")),
    ];

    /// <summary>Of all series of times that have not ended.</summary>
    public static IEnumerable<string> Of(Schedule schedule, DateOnly today) =>
        (schedule.Times ?? []).Where(t => t.LastDay() is not { } last || last >= today).SelectMany(DaysOf).Distinct().Select(CodeOf);

    public static string CodeOf(DayOfWeek day) => All[((int)day + 6) % 7].Code;

    public static IEnumerable<DayOfWeek> DaysOf(Times times)
    {
        var parts = (times.Rule ?? "").Split(';');
        if (parts.Contains("FREQ=DAILY")) return Enum.GetValues<DayOfWeek>();
        return parts.FirstOrDefault(p => p.StartsWith("BYDAY=", StringComparison.Ordinal)) is { } byDay
            ? byDay["BYDAY=".Length..].Split(',').Select(day => (DayOfWeek)Array.IndexOf(Rules, day[^2..]))
            : [times.StartDate!.Value.DayOfWeek];
    }
}
