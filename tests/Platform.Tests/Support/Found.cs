namespace Platform.Tests.Support;

/// <summary>Says all that is wrong, and not the first five.</summary>
public static class Found
{
    private const int Most = 200;

    public static void None(IEnumerable<string> faults)
    {
        var all = faults.Order(StringComparer.Ordinal).ToList();
        Assert.True(all.Count == 0, $"{all.Count} faults:\n{string.Join('\n', all.Take(Most))}");
    }
}
