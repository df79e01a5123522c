using Nabij.Catalog.Services;

namespace Nabij.Catalog.Verification;

/// <summary>How long a check of a service holds, by its kind.</summary>
/// <param name="Kind">Code, stored with the service.</param>
/// <param name="Days">Null for what ends by itself.</param>
internal sealed record Cadence(string Kind, int? Days)
{
    public static readonly Cadence
        Dated = new("dated", null),
        National = new("national", 365),
        Group = new("group", 90),
        Commercial = new("commercial", 180),
        Voluntary = new("voluntary", 180),
        Institution = new("institution", 365),
        Unknown = new("unknown", 180);

    /// <summary>
    /// The first line that holds counts. A one-off whose last day is not known is looked at as often as a group. Whoever does not tell who does the
    /// work is taken for a local initiative: these change most.
    /// </summary>
    private static readonly (Func<ServiceContent, bool> Holds, Cadence Cadence)[] Table =
    [
        (c => EndsOn(c) is not null,                                            Dated),
        (c => c.Frequency == "one-off",                                         Group),
        (c => c.Scope.National,                                                 National),
        (c => c is { Frequency: "recurring", Format: "group" or "both" },       Group),
        (c => c.Funding == "commercial",                                        Commercial),
        (c => c.Workforce is "voluntary" or "mixed",                            Voluntary),
        (c => c is { Workforce: "professional", Frequency: "always" },          Institution),
        (_ => true,                                                             Unknown),
    ];

    public static IReadOnlyList<Cadence> All { get; } = [Dated, National, Group, Commercial, Voluntary, Institution, Unknown];

    /// <summary>The kinds that are checked again, and after how many days: side by side, for SQL.</summary>
    public static string[] Kinds { get; } = [.. All.Where(c => c.Days is not null).Select(c => c.Kind)];

    public static int[] KindDays { get; } = [.. All.Select(c => c.Days).OfType<int>()];

    public static Cadence Of(ServiceContent content) => Table.First(line => line.Holds(content)).Cadence;

    /// <summary>
    /// The last day of an activity of which every series has an end; null for what is always there, whose times are opening hours. One day alone
    /// of what recurs is its next day, not its last.
    /// </summary>
    public static DateOnly? EndsOn(ServiceContent content)
    {
        if (content.Frequency == "always" || content.Schedule.Times is not { Count: > 0 } all) return null;
        if (content.Frequency == "recurring" && all is [{ Rule: null, UntilDate: null }]) return null;
        var last = all.Select(times => times.LastDay()).ToList();
        return last.Contains(null) ? null : last.Max();
    }
}
