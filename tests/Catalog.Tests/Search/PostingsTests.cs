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
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_term_lifts_what_has_it_in_a_range_and_nothing_else(int seed)
    {
        var random = new Random(seed);
        var ordinals = Some(random, Most);
        var postings = new Postings(ordinals, [.. ordinals.Select(_ => (byte)random.Next(1, 256))]);
        var before = Enumerable.Range(0, Most).Select(_ => random.NextSingle() * 200).ToArray();
        var (scores, expected) = (before.ToArray(), before.ToArray());
        for (var (least, start) = (random.Next(Most / 2), 0); least < Most; least += random.Next(1, Most / 2))
        {
            var past = random.Next(least, Most);
            start = postings.Raise(least, past, start, 0.7f, scores);
            Assert.Equal(ordinals.Count(o => o < past), start);
            for (var ordinal = least; ordinal < past; ordinal++) expected[ordinal] = Math.Max(before[ordinal], postings.WeightIn(ordinal) * 0.7f);
            least = past;
        }

        Assert.Equal(expected, scores);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Ranges_hold_a_set_whole_and_leave_out_its_large_gaps(int seed)
    {
        const int Words = 20_000, LongestGap = 8, LongestRange = 512;
        var random = new Random(seed);
        var bits = new ulong[Words];
        var filled = Some(random, Words);
        foreach (var word in filled) bits[word] = 1UL << random.Next(64);
        using var set = WorkingSet.Of(bits);
        var ranges = set.Ranges().Select(r => (First: r.Least >> 6, Last: (r.Past >> 6) - 1, r.Least, r.Past)).ToList();
        Assert.All(ranges, r => Assert.True(r.Least % 64 == 0 && r.Past % 64 == 0 && r.Last - r.First < LongestRange, $"{r}"));
        Assert.Equal(filled, ranges.SelectMany(r => filled.Where(word => r.First <= word && word <= r.Last)));
        Assert.All(ranges, r => Assert.True(bits[r.First] != 0 && bits[r.Last] != 0));
        Assert.All(ranges.SelectMany(r => filled.Where(w => r.First <= w && w <= r.Last).Zip(filled.Where(w => r.First < w && w <= r.Last))), pair => Assert.True(pair.Second - pair.First <= LongestGap));
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
