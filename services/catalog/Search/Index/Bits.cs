namespace Nabij.Catalog.Search.Index;

/// <summary>Sets of ordinals as bits: one for each service of a segment.</summary>
internal static class Bits
{
    public static ulong[] Empty(int count) => new ulong[Words(count)];

    public static ulong[] Full(int count)
    {
        var bits = Empty(count);
        bits.AsSpan().Fill(ulong.MaxValue);
        if ((count & 63) is > 0 and var rest) bits[^1] = (1UL << rest) - 1;
        return bits;
    }

    /// <summary>With room up to a whole word, so that 64 can be read at once.</summary>
    public static T[] Padded<T>(List<T> values)
    {
        var padded = new T[Words(values.Count) << 6];
        values.CopyTo(padded);
        return padded;
    }

    public static int Words(int count) => (count + 63) >> 6;

    public static bool Has(ReadOnlySpan<ulong> bits, int ordinal) => (bits[ordinal >> 6] >> ordinal & 1) != 0;

    public static void Set(Span<ulong> bits, int ordinal) => bits[ordinal >> 6] |= 1UL << ordinal;

    public static void Clear(Span<ulong> bits, int ordinal) => bits[ordinal >> 6] &= ~(1UL << ordinal);
}
