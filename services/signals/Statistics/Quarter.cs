using Nabij.Reference.Calendar;


namespace Nabij.Signals.Statistics;

/// <summary>A calendar quarter in the Netherlands: the one period for which figures exist.</summary>
/// <param name="Start">Its first day.</param>
internal readonly record struct Quarter(DateOnly Start)
{
    /// <summary>The last day.</summary>
    public DateOnly End => Start.AddMonths(3).AddDays(-1);

    public Quarter Next => new(Start.AddMonths(3));

    public DateTimeOffset From => DutchDay.BeginOf(Start);

    /// <summary>Not part of it.</summary>
    public DateTimeOffset Until => DutchDay.BeginOf(Next.Start);

    public static Quarter Of(DateTimeOffset moment) => Of(DutchDay.Of(moment));

    public static Quarter Of(DateOnly day) => new(new DateOnly(day.Year, ((day.Month - 1) / 3 * 3) + 1, 1));

    /// <summary>Those that lie wholly between two days.</summary>
    public static IEnumerable<Quarter> Between(DateOnly from, DateOnly to)
    {
        var first = Of(from);
        for (var quarter = first.Start < from ? first.Next : first; quarter.End <= to; quarter = quarter.Next) yield return quarter;
    }
}
