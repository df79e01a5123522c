using FsCheck;
using FsCheck.Fluent;
using Nabij.Signals.Statistics;

namespace Signals.Tests;

/// <summary>No combination of published numbers is about fewer than ten people.</summary>
public sealed class SuppressionTests
{
    private static readonly string[] Axes = ["neighbourhood", "month", "route", "role", "outcome"];

    [Theory]
    [InlineData("", "")]
    [InlineData("a9", "")]
    [InlineData("a10", "a10")]
    [InlineData("a12 b13", "b15 a10")]
    [InlineData("a9 b9", "*20")]
    [InlineData("a5 b4", "")]
    [InlineData("a3 b12 c40", "c40 *15")]
    [InlineData("a3 b12", "*15")]
    [InlineData("a9 b1 c30", "c30 *10")]
    [InlineData("a1 b1 c1 d10 e11 f50", "f50 e10 *15")]
    public void A_small_group_goes_into_the_rest_and_takes_the_next_with_it_where_it_must(string counts, string published) =>
        Assert.Equal(published.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(), Suppression.Publish(Read(counts)).Select(f => $"{f.Code}{f.Count}").Order());

    [Fact]
    public void Whatever_is_added_and_taken_away_of_one_table_is_about_ten_or_more()
    {
        var tables = Gen.ListOf(Gen.Frequency((3, Gen.Choose(0, 12)), (1, Gen.Choose(0, 80))), 7);
        Prop.ForAll(tables.ToArbitrary(), counts =>
        {
            var table = counts.Select((n, i) => ($"c{i}", n)).ToList();
            return IsSafe(table, Suppression.Publish(table));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    [Fact]
    public void Whatever_is_added_and_taken_away_of_two_tables_of_the_same_people_is_about_ten_or_more()
    {
        var towns = Gen.ArrayOf(Gen.Choose(0, 1023)).Where(people => people.Length > 0);
        Prop.ForAll(towns.ToArbitrary(), seeds =>
        {
            // Each person has one value on each axis; a few values are common and others rare.
            var tables = Axes.Select((axis, a) => seeds.GroupBy(p => $"{axis}{((p >> a) & 3) * ((p >> (a + 3)) & 1)}").Select(g => (g.Key, g.Count())).ToList()).ToList();
            var published = tables.Select(Suppression.Publish).ToList();
            // The total is known from any table that shows all of it: then each number of the other can be taken from it.
            return tables.Zip(published).All(pair => IsSafe(pair.First, pair.Second))
                && published.Select(p => p.Count > 0 ? seeds.Length : 0).Distinct().Count() == 1;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void Hiding_small_groups_alone_would_be_seen()
    {
        var table = Read("a3 b12 c40");
        Assert.False(IsSafe(table, [new Figure("b", 10), new Figure("c", 40)]));
        Assert.False(IsSafe(table, [new Figure("a", 10), new Figure("b", 10), new Figure("c", 40)]));
        Assert.False(IsSafe(table, [new Figure("b", 12), new Figure("c", 40), new Figure(Figure.Rest, 10)]));
    }

    /// <summary>All that follows from a table and its total: any shown groups together, and all but those.</summary>
    private static bool IsSafe(List<(string Code, int Count)> table, IReadOnlyList<Figure> published)
    {
        var total = table.Sum(c => c.Count);
        if (published.Count == 0) return total < Suppression.Least;
        var shown = published.Where(f => f.Code != Figure.Rest).Select(f => table.Single(c => c.Code == f.Code).Count).ToList();
        var rest = total - shown.Sum();
        var groups = published.Any(f => f.Code == Figure.Rest) ? [.. shown, rest] : shown;
        if (published.Any(f => f.Count % Suppression.Step != 0 || f.Count < Suppression.Least)) return false;
        if (groups.Sum() != total && total - groups.Sum() < Suppression.Least) return false;
        for (var subset = 1; subset < 1 << groups.Count; subset++)
        {
            var size = groups.Where((_, i) => (subset & (1 << i)) != 0).Sum();
            if (size < Suppression.Least || total - size is > 0 and < Suppression.Least) return false;
        }

        return true;
    }

    private static List<(string Code, int Count)> Read(string counts) =>
        [.. counts.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(c => (c[..1], int.Parse(c[1..], null)))];
}
