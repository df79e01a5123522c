namespace Nabij.Signals.Statistics;

/// <summary>A published number: of one code, or of <see cref="Rest"/>.</summary>
/// <param name="Count">Rounded to fives; at least ten.</param>
internal sealed record Figure(string Code, int Count)
{
    public const string Rest = "*";
}

/// <summary>
/// Makes a table of counts safe to publish. A group under ten is not shown, and neither is it what is left when all that is shown is taken from the total:
/// the groups that are not shown are ten together or more, or there are none, and the smallest that could be shown goes with them where they are not. What
/// is shown is rounded to fives. As a quarter is published once and quarters do not overlap, two answers say no more than each of them.
/// </summary>
internal static class Suppression
{
    public const int Least = 10, Step = 5;

    /// <param name="counts">All of a whole that belong to exactly one code each.</param>
    public static IReadOnlyList<Figure> Publish(IEnumerable<(string Code, int Count)> counts)
    {
        var present = counts.Where(c => c.Count > 0).OrderBy(c => c.Count).ThenBy(c => c.Code, StringComparer.Ordinal).ToList();
        var shown = present.FindAll(c => c.Count >= Least);
        var rest = present.Sum(c => c.Count) - shown.Sum(c => c.Count);
        while (rest is > 0 and < Least && shown.Count > 0)
        {
            rest += shown[0].Count;
            shown.RemoveAt(0);
        }

        var figures = shown.ConvertAll(c => new Figure(c.Code, Round(c.Count)));
        if (rest >= Least) figures.Add(new Figure(Figure.Rest, Round(rest)));
        return figures;
    }

    public static int Round(int count) => (int)Math.Round(count / (double)Step, MidpointRounding.AwayFromZero) * Step;
}
