using System.Buffers;
using System.Numerics;

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

    public static int Words(int count) => (count + 63) >> 6;

    public static bool Has(ReadOnlySpan<ulong> bits, int ordinal) => (bits[ordinal >> 6] >> ordinal & 1) != 0;

    public static void Set(Span<ulong> bits, int ordinal) => bits[ordinal >> 6] |= 1UL << ordinal;

    public static void Clear(Span<ulong> bits, int ordinal) => bits[ordinal >> 6] &= ~(1UL << ordinal);
}

/// <summary>
/// A set that a query narrows step by step. It remembers which words of it hold anything, so that a set that lies together (services are ordered by
/// municipality) costs what it holds, not what the catalogue holds. Its array is rented: dispose it.
/// </summary>
internal sealed class WorkingSet : IDisposable
{
    private readonly ulong[] _bits;
    private readonly int[] _filled;

    private WorkingSet(int words)
    {
        _bits = ArrayPool<ulong>.Shared.Rent(words);
        _filled = ArrayPool<int>.Shared.Rent(words);
        FilledCount = 0;
        Length = words;
    }

    private int Length { get; }

    private int FilledCount { get; set; }

    /// <summary>The indexes of the words that hold anything, in order.</summary>
    public ReadOnlySpan<int> Filled => _filled.AsSpan(0, FilledCount);

    public ReadOnlySpan<ulong> Words => _bits.AsSpan(0, Length);

    public static WorkingSet Of(ReadOnlySpan<ulong> bits)
    {
        var set = new WorkingSet(bits.Length);
        bits.CopyTo(set._bits);
        for (var word = 0; word < bits.Length; word++)
            if (bits[word] != 0) set._filled[set.FilledCount++] = word;
        return set;
    }

    public WorkingSet Copy()
    {
        var set = new WorkingSet(Length) { FilledCount = FilledCount };
        Words.CopyTo(set._bits);
        Filled.CopyTo(set._filled);
        return set;
    }

    /// <summary>Keeps what is in one of these sets.</summary>
    public void KeepAny(IReadOnlyList<ulong[]> others)
    {
        var kept = 0;
        foreach (var word in Filled)
        {
            var any = 0UL;
            foreach (var other in others) any |= other[word];
            _bits[word] &= any;
            if (_bits[word] != 0) _filled[kept++] = word;
        }

        FilledCount = kept;
    }

    /// <summary>Keeps what a test lets through.</summary>
    public void KeepWhere<TState>(TState state, Func<TState, int, bool> passes) => KeepOutside(_bits, state, passes);

    /// <summary>Keeps what is not in the other set, and of what is in it what a test lets through.</summary>
    public void KeepOutside<TState>(ulong[] other, TState state, Func<TState, int, bool> passes)
    {
        var kept = 0;
        foreach (var word in Filled)
        {
            for (var left = _bits[word] & other[word]; left != 0; left &= left - 1)
            {
                var bit = BitOperations.TrailingZeroCount(left);
                if (!passes(state, (word << 6) + bit)) _bits[word] &= ~(1UL << bit);
            }

            if (_bits[word] != 0) _filled[kept++] = word;
        }

        FilledCount = kept;
    }

    public bool Has(int ordinal) => Bits.Has(_bits, ordinal);

    public int Count()
    {
        var count = 0;
        foreach (var word in Filled) count += BitOperations.PopCount(_bits[word]);
        return count;
    }

    public int CountWith(ulong[] other)
    {
        var count = 0;
        foreach (var word in Filled) count += BitOperations.PopCount(_bits[word] & other[word]);
        return count;
    }

    public Enumerator GetEnumerator() => new(this);

    public void Dispose()
    {
        ArrayPool<ulong>.Shared.Return(_bits);
        ArrayPool<int>.Shared.Return(_filled);
    }

    /// <summary>The ordinals, in order.</summary>
    public struct Enumerator(WorkingSet set)
    {
        private int _at = -1;
        private ulong _left;

        public int Current { get; private set; }

        public bool MoveNext()
        {
            while (_left == 0)
            {
                if (++_at >= set.FilledCount) return false;
                _left = set._bits[set._filled[_at]];
            }

            Current = (set._filled[_at] << 6) + BitOperations.TrailingZeroCount(_left);
            _left &= _left - 1;
            return true;
        }
    }
}
