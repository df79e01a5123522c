namespace Nabij.Catalog.Search.Index;

/// <summary>Numbers in rising order. What is looked for is found the faster the nearer it lies.</summary>
internal static class Sorted
{
    /// <summary>The first place, from <paramref name="start"/> on, whose number is not lower.</summary>
    public static int First(ReadOnlySpan<int> numbers, int start, int least) => First(numbers, start, least, rise: 0);

    /// <summary>The first place after <paramref name="start"/> where a number is left out. No number stands there twice.</summary>
    public static int EndOfRun(ReadOnlySpan<int> numbers, int start) => First(numbers, start + 1, numbers[start] - start + 1, rise: 1);

    /// <param name="rise">What the numbers rise by at each place, and is taken off them.</param>
    private static int First(ReadOnlySpan<int> numbers, int start, int least, int rise)
    {
        var (step, low, high) = (1, start, start);
        while (high < numbers.Length && numbers[high] - rise * high < least)
        {
            low = high + 1;
            high += step;
            step *= 2;
        }

        high = Math.Min(high, numbers.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (numbers[middle] - rise * middle < least) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
