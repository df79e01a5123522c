namespace Nabij.Catalog.Search.Index;

/// <summary>A segment, and which of its services are still as it has them.</summary>
internal sealed record Part(Segment Segment, ulong[] Live)
{
    public static Part Empty { get; } = Of(new SegmentBuilder(default).Build());

    public static Part Of(Segment segment) => new(segment, Bits.Full(segment.Count));

    /// <summary>Tells of an ordinal whether it is live, and offered in the municipality or in the whole country.</summary>
    public Predicate<int> ScopeOf(string? municipality)
    {
        if (municipality is null) return ordinal => Bits.Has(Live, ordinal);
        var near = Segment.ByMunicipality.GetValueOrDefault(municipality, []);
        return ordinal => Bits.Has(Live, ordinal) && (Bits.Has(Segment.National, ordinal) || Array.BinarySearch(near, ordinal) >= 0);
    }

    /// <summary>Without these; the same part when it has none of them.</summary>
    public Part Without(IEnumerable<Guid> ids)
    {
        ulong[]? live = null;
        foreach (var id in ids)
        {
            if (!Segment.Ordinals.TryGetValue(id, out var ordinal) || !Bits.Has(live ?? Live, ordinal)) continue;
            live ??= [.. Live];
            Bits.Clear(live, ordinal);
        }

        return live is null ? this : this with { Live = live };
    }
}

/// <summary>The catalogue as one search sees it, whatever changes meanwhile.</summary>
/// <param name="Version">Rises with each change that was taken in; counts within this process.</param>
/// <param name="BuiltAt">When its largest segment was built anew.</param>
internal sealed record Snapshot(IReadOnlyList<Part> Parts, long Version, DateTimeOffset BuiltAt)
{
    /// <summary>What a list shows of a service; null when it is not published.</summary>
    public byte[]? Find(Guid id)
    {
        foreach (var (segment, live) in Parts)
            if (segment.Ordinals.TryGetValue(id, out var ordinal) && Bits.Has(live, ordinal)) return segment.Shown[ordinal];
        return null;
    }

    public int Count { get; } = Parts.Sum(p => p.Live.Sum(word => System.Numerics.BitOperations.PopCount(word)));
}
