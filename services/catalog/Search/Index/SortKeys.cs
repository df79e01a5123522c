namespace Nabij.Catalog.Search.Index;

/// <summary>What the services of a segment are sorted by, where no question changes it.</summary>
/// <param name="NameRanks">The place of the name in the Dutch alphabet, within this segment.</param>
/// <param name="Costs"><see cref="MonthCost"/> in cents; <see cref="Unknown"/> when none is told.</param>
/// <param name="PublishedAt">Minutes since 2000.</param>
/// <param name="VerifiedAt">Minutes since 2000; 0 when it never was.</param>
/// <param name="Stale">Not checked for too long: ranked lower.</param>
internal sealed record SortKeys(int[] NameRanks, int[] Costs, int[] PublishedAt, int[] VerifiedAt, ulong[] Stale)
{
    public const int Unknown = int.MaxValue;

    /// <summary>In a smaller segment all that is found is soon gone through.</summary>
    private const int WorthAnOrder = 512;

    private static readonly DateTimeOffset Epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<SearchSort, int[]> _orders = [];

    public static int MinutesOf(DateTimeOffset? instant) => instant is { } at ? (int)Math.Max(0, (at - Epoch).TotalMinutes) : 0;

    /// <summary>Smaller is better. The upper half is comparable between segments; the lower half, the place in the alphabet, is not.</summary>
    public ulong Of(SearchSort sort, int ordinal) => ByName(ordinal, First(sort, ordinal));

    /// <summary>The upper half. Relevance without words: checked, or not for too long.</summary>
    public uint First(SearchSort sort, int ordinal) => sort switch
    {
        SearchSort.Cost => (uint)Costs[ordinal],
        SearchSort.Verified => uint.MaxValue - (uint)VerifiedAt[ordinal],
        SearchSort.Newest => uint.MaxValue - (uint)PublishedAt[ordinal],
        SearchSort.Relevance => Bits.Has(Stale, ordinal) ? 1u : 0,
        _ => 0,
    };

    /// <summary>A key that is followed by the place in the alphabet.</summary>
    public ulong ByName(int ordinal, uint first) => (ulong)first << 32 | (uint)NameRanks[ordinal];

    /// <summary>All ordinals, the best first; null when there is no such order.</summary>
    public int[]? Order(SearchSort sort) => _orders.GetValueOrDefault(sort);

    /// <summary>With an order for each sort, if there are enough to make that worth it.</summary>
    public SortKeys WithOrders()
    {
        if (NameRanks.Length < WorthAnOrder) return this;
        foreach (var sort in (SearchSort[])[SearchSort.Relevance, SearchSort.Name, SearchSort.Cost, SearchSort.Verified, SearchSort.Newest])
        {
            var keys = new ulong[NameRanks.Length];
            for (var i = 0; i < keys.Length; i++) keys[i] = Of(sort, i);
            var order = Enumerable.Range(0, keys.Length).ToArray();
            Array.Sort(keys, order);
            _orders[sort] = order;
        }

        return this;
    }
}
