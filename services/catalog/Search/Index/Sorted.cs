namespace Nabij.Catalog.Search.Index;

/// <summary>Numbers in rising order. What is looked for is found the faster the nearer it lies.</summary>
internal static class Sorted
{
    /// <summary>The first place, from <paramref name="start"/> on, whose number is not lower.</summary>
    public static int First(ReadOnlySpan<int> numbers, int start, int least)
    {
        var (step, low, high) = (1, start, start);
        while (high < numbers.Length && numbers[high] < least)
        {
            low = high + 1;
            high += step;
            step *= 2;
        }

        high = Math.Min(high, numbers.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (numbers[middle] < least) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
