using Nabij.Catalog.Search.Index;

namespace Catalog.Tests.Search;

/// <summary>What is found by leaps, and 64 at a time, is what one would find one by one.</summary>
public sealed class PostingsTests
{
    private const int Most = 4_000;

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_place_is_found_by_leaps(int seed)
    {
        var random = new Random(seed);
        var numbers = Some(random, Most);
        for (var i = 0; i < 200; i++)
        {
            var (start, least) = (random.Next(numbers.Length), random.Next(-5, Most + 5));
            Assert.Equal(Enumerable.Range(start, numbers.Length - start).FirstOrDefault(at => numbers[at] >= least, numbers.Length), Sorted.First(numbers, start, least));
            Assert.Equal(Enumerable.Range(start + 1, numbers.Length - start - 1).FirstOrDefault(at => numbers[at] != numbers[at - 1] + 1, numbers.Length), Sorted.EndOfRun(numbers, start));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_term_lifts_what_has_it_in_the_words_that_are_asked_and_nothing_else(int seed)
    {
        var random = new Random(seed);
        var ordinals = Some(random, Most);
        var postings = new Postings(ordinals, [.. ordinals.Select(_ => (byte)random.Next(1, 256))]);
        var filled = Some(random, Bits.Words(Most));
        var before = Enumerable.Range(0, Most).Select(_ => random.NextSingle() * 200).ToArray();
        var scores = before.ToArray();
        postings.Raise(filled, 0.7f, scores);
        for (var ordinal = 0; ordinal < Most; ordinal++)
        {
            var given = Array.IndexOf(filled, ordinal >> 6) >= 0 ? postings.WeightIn(ordinal) * 0.7f : 0;
            Assert.Equal(Math.Max(before[ordinal], given), scores[ordinal]);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_set_keeps_and_counts_what_passes(int seed)
    {
        var random = new Random(seed);
        var count = random.Next(1, Most);
        var ages = Enumerable.Range(0, count).Select(_ => (Youngest: (byte)random.Next(0, 60), Oldest: (byte)random.Next(40, 256))).ToList();
        var costs = Enumerable.Range(0, count).Select(_ => random.Next(4) == 0 ? SortKeys.Unknown : random.Next(0, 5_000)).ToList();
        var scores = Enumerable.Range(0, count).Select(_ => random.Next(3) == 0 ? 0 : random.NextSingle()).ToList();
        var (inSet, other) = (Random(), Random());
        using var set = WorkingSet.Of(BitsOf(inSet));
        set.Keep(new ForAge(Bits.Padded([.. ages.Select(a => a.Youngest)]), Bits.Padded([.. ages.Select(a => a.Oldest)]), 50));
        set.Keep(new AtMost(Bits.Padded(costs), 4_000));
        set.Keep(new Scored(Bits.Padded(scores), 0.1f));
        int[] expected = [.. Enumerable.Range(0, count).Where(i => inSet[i] && ages[i].Youngest <= 50 && 50 <= ages[i].Oldest && costs[i] <= 4_000 && scores[i] >= 0.1f)];
        var kept = new List<int>();
        foreach (var ordinal in set) kept.Add(ordinal);
        Assert.Equal(expected, kept);
        Assert.Equal(expected.Length, set.Count());
        Assert.Equal(expected.Count(i => other[i]), set.CountWith(BitsOf(other)));

        bool[] Random() => [.. Enumerable.Range(0, count).Select(_ => random.Next(10) < seed % 11)];

        ulong[] BitsOf(bool[] chosen)
        {
            var bits = Bits.Empty(count);
            for (var i = 0; i < count; i++) if (chosen[i]) Bits.Set(bits, i);
            return bits;
        }
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 11)];

    /// <summary>Rising numbers below a limit: now close to each other, now far apart.</summary>
    private static int[] Some(Random random, int limit)
    {
        var numbers = new List<int>();
        for (var number = random.Next(20); number < limit; number += random.Next(4) > 0 ? 1 : random.Next(1, 1 + (limit / 20))) numbers.Add(number);
        return [.. numbers];
    }
}
