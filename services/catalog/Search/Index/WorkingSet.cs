using System.Buffers;
using System.Numerics;

namespace Nabij.Catalog.Search.Index;

/// <summary>
/// A set that a query narrows step by step. It remembers which words of it hold anything, so that a set that lies together (services are ordered by
/// municipality) costs what it holds, not what the catalogue holds. Its array is rented: dispose it.
/// </summary>
internal sealed class WorkingSet : IDisposable
{
    /// <summary>In words.</summary>
    private const int SmallGap = 8, LongestRange = 512;

    private readonly ulong[] _bits;
    private readonly int[] _filled;
    private readonly int _length;
    private int _filledCount;

    private WorkingSet(int words)
    {
        _bits = ArrayPool<ulong>.Shared.Rent(words);
        _filled = ArrayPool<int>.Shared.Rent(words);
        _length = words;
    }

    /// <summary>The indexes of the words that hold anything, in order.</summary>
    public ReadOnlySpan<int> Filled => _filled.AsSpan(0, _filledCount);

    public static WorkingSet Of(ReadOnlySpan<ulong> bits)
    {
        var set = new WorkingSet(bits.Length);
        bits.CopyTo(set._bits);
        for (var word = 0; word < bits.Length; word++)
            if (bits[word] != 0) set._filled[set._filledCount++] = word;
        return set;
    }

    public WorkingSet Copy()
    {
        var set = new WorkingSet(_length) { _filledCount = _filledCount };
        _bits.AsSpan(0, _length).CopyTo(set._bits);
        Filled.CopyTo(set._filled);
        return set;
    }

    /// <summary>Keeps what is in the mask.</summary>
    public void Keep<TMask>(TMask mask) where TMask : struct, IMask
    {
        var kept = 0;
        foreach (var word in Filled)
            if ((_bits[word] &= mask.Of(word)) != 0) _filled[kept++] = word;
        _filledCount = kept;
    }

    /// <summary>Keeps what is not in the other set, and of what is in it what a test lets through.</summary>
    public void KeepOutside<TState>(ReadOnlySpan<ulong> other, TState state, Func<TState, int, bool> passes)
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

        _filledCount = kept;
    }

    /// <summary>Keeps what a test lets through.</summary>
    public void KeepWhere<TState>(TState state, Func<TState, int, bool> passes) => KeepOutside(_bits, state, passes);

    /// <summary>
    /// Ranges of ordinals, in order, that together hold the whole set: short enough for what is kept of each ordinal to stay near the processor, and not broken
    /// by each small gap.
    /// </summary>
    public IEnumerable<(int Least, int Past)> Ranges()
    {
        for (var (from, to) = (0, 1); from < _filledCount; (from, to) = (to, to + 1))
        {
            while (to < _filledCount && _filled[to] - _filled[to - 1] <= SmallGap && _filled[to] - _filled[from] < LongestRange) to++;
            yield return (_filled[from] << 6, (_filled[to - 1] + 1) << 6);
        }
    }

    /// <summary>The ordinals from 64 × <paramref name="word"/> on, one bit each.</summary>
    public ulong At(int word) => _bits[word];

    public bool Has(int ordinal) => Bits.Has(_bits, ordinal);

    public int Count() => CountWith(_bits);

    public int CountWith(ReadOnlySpan<ulong> other)
    {
        var count = 0;
        if (_filledCount > _length / 2)
        {
            // Where most words hold something, going through all is faster than looking up which do.
            var bits = _bits.AsSpan(0, _length);
            other = other[..bits.Length];
            for (var word = 0; word < bits.Length; word++) count += BitOperations.PopCount(bits[word] & other[word]);
            return count;
        }

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
                if (++_at >= set._filledCount) return false;
                _left = set._bits[set._filled[_at]];
            }

            Current = (set._filled[_at] << 6) + BitOperations.TrailingZeroCount(_left);
            _left &= _left - 1;
            return true;
        }
    }
}
