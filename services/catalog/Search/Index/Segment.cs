namespace Nabij.Catalog.Search.Index;

/// <summary>Where a term occurs: ordinals in order, and its weight in each.</summary>
internal readonly record struct Postings(int[] Ordinals, byte[] Weights)
{
    public byte WeightIn(int ordinal) => Array.BinarySearch(Ordinals, ordinal) is >= 0 and var at ? Weights[at] : (byte)0;

    /// <summary>Lifts the score of each ordinal of a range to what the term gives it.</summary>
    /// <param name="start">Before this place there are none of them.</param>
    /// <returns>The place after the last of them.</returns>
    public int Raise(int least, int past, int start, float factor, Span<float> scores)
    {
        start = Sorted.First(Ordinals, start, least);
        var end = Sorted.First(Ordinals, start, past);
        var ordinals = Ordinals.AsSpan(start..end);
        var weights = Weights.AsSpan(start..end)[..ordinals.Length];
        for (var i = 0; i < ordinals.Length; i++)
        {
            // Without a branch: which of the two is higher cannot be foreseen.
            ref var score = ref scores[ordinals[i]];
            score = float.MaxNative(score, weights[i] * factor);
        }

        return end;
    }
}

/// <summary>Words in alphabetical order, each with the services that have it.</summary>
/// <param name="Letters">For each word which letters it has, as bits: words with many other letters are not compared further.</param>
internal sealed record Vocabulary(string[] Words, int[][] Ordinals, uint[] Letters);

/// <summary>An organisation and its services in a segment.</summary>
internal sealed record IndexedOrganisation(Guid Id, string Name, int[] Ordinals);

/// <summary>
/// Services with all that a search needs of them, by ordinal (0..Count-1), never changed after it was built. Order: national ones first, then by
/// municipality, so that what is searched together lies together.
/// </summary>
internal sealed class Segment
{
    public required int Count { get; init; }

    public required Guid[] Ids { get; init; }

    public required string[] Names { get; init; }

    /// <summary>What a list shows of each: see <see cref="AnalysedService.Shown"/>.</summary>
    public required byte[][] Shown { get; init; }

    public required SortKeys Keys { get; init; }

    /// <summary>Padded to whole words, as <see cref="MaxAges"/> is.</summary>
    public required byte[] MinAges { get; init; }

    public required byte[] MaxAges { get; init; }

    /// <summary>The places of service i: from <c>PlaceStarts[i]</c> up to <c>PlaceStarts[i + 1]</c> in <see cref="Places"/>.</summary>
    public required int[] PlaceStarts { get; init; }

    public required (float Latitude, float Longitude)[] Places { get; init; }

    public required ulong[] National { get; init; }

    /// <summary>Checked, and not too long ago.</summary>
    public required ulong[] Verified { get; init; }

    /// <summary>Not checked for so long that only somebody who knows its name finds it.</summary>
    public required ulong[] Hidden { get; init; }

    public required IReadOnlyDictionary<string, int[]> ByMunicipality { get; init; }

    /// <summary>For each of <see cref="Facets.All"/>: the services by value.</summary>
    public required IReadOnlyList<IReadOnlyDictionary<string, ulong[]>> Facets { get; init; }

    /// <summary>By municipality and code: the services that its editors gave a label.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, int[]>> Labels { get; init; }

    public required IReadOnlyDictionary<string, Postings> Terms { get; init; }

    /// <summary>All words, with the services whose name has them.</summary>
    public required Vocabulary Vocabulary { get; init; }

    public required IReadOnlyList<IndexedOrganisation> Organisations { get; init; }

    public required IReadOnlyDictionary<Guid, int> Ordinals { get; init; }
}
