using System.Collections.Concurrent;

namespace Nabij.Catalog.Search.Dutch;

/// <summary>Keeps the first words that it meets, which are the frequent ones, up to a limit; the rest is made each time. Safe for many threads.</summary>
internal sealed class BoundedCache<T>(int limit, Func<string, T> make)
{
    private readonly ConcurrentDictionary<string, T> _known = new(StringComparer.Ordinal);
    private int _count;

    public T this[ReadOnlySpan<char> word]
    {
        get
        {
            if (_known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var found)) return found;
            var text = word.ToString();
            var made = make(text);
            if (Volatile.Read(ref _count) < limit && _known.TryAdd(text, made)) Interlocked.Increment(ref _count);
            return made;
        }
    }
}
