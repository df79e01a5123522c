using System.Runtime.Intrinsics;

namespace Nabij.Catalog.Search.Index;

/// <summary>Tells of 64 ordinals at a time which of them pass. What it reads is padded to whole words (<see cref="Bits.Padded{T}"/>).</summary>
internal interface IMask
{
    /// <summary>The ordinals from 64 × <paramref name="word"/> on, one bit each.</summary>
    ulong Of(int word);
}

/// <summary>What is in one of these sets.</summary>
internal readonly struct AnyOf(params ulong[][] sets) : IMask
{
    public ulong Of(int word)
    {
        var any = 0UL;
        foreach (var set in sets) any |= set[word];
        return any;
    }
}

/// <summary>What is for somebody of this age.</summary>
internal readonly struct ForAge(byte[] youngest, byte[] oldest, byte age) : IMask
{
    public ulong Of(int word)
    {
        var asked = Vector512.Create(age);
        return (Vector512.LessThanOrEqual(Vector512.Create(youngest, word << 6), asked) & Vector512.GreaterThanOrEqual(Vector512.Create(oldest, word << 6), asked))
            .ExtractMostSignificantBits();
    }
}

/// <summary>What costs at most this.</summary>
internal readonly struct AtMost(int[] costs, int most) : IMask
{
    public ulong Of(int word)
    {
        var (passes, limit) = (0UL, Vector512.Create(most));
        for (var i = 0; i < 64; i += Vector512<int>.Count) passes |= Vector512.LessThanOrEqual(Vector512.Create(costs, (word << 6) + i), limit).ExtractMostSignificantBits() << i;
        return passes;
    }
}

/// <summary>What scores at least this.</summary>
internal readonly struct Scored(float[] scores, float least) : IMask
{
    public ulong Of(int word)
    {
        var (passes, limit) = (0UL, Vector512.Create(least));
        for (var i = 0; i < 64; i += Vector512<float>.Count) passes |= Vector512.GreaterThanOrEqual(Vector512.Create(scores, (word << 6) + i), limit).ExtractMostSignificantBits() << i;
        return passes;
    }
}
