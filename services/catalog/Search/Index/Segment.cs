namespace Nabij.Catalog.Search.Index;

/// <summary>Where a term occurs: ordinals in order, and its weight in each.</summary>
internal readonly record struct Postings(int[] Ordinals, byte[] Weights)
{
    public byte WeightIn(int ordinal) => Array.BinarySearch(Ordinals, ordinal) is >= 0 and var at ? Weights[at] : (byte)0;

    /// <summary>Lifts the score of each that lies in one of these words of a set to what the term gives it.</summary>
    /// <param name="filled">In order.</param>
    public void Raise(ReadOnlySpan<int> filled, float factor, Span<float> scores)
    {
        var (i, at) = (0, 0);
        while (at < filled.Length)
        {
            // Words that lie next to each other are gone through as one.
            var end = Sorted.EndOfRun(filled, at);
            var past = (filled[end - 1] + 1) << 6;
            for (i = Sorted.First(Ordinals, i, filled[at] << 6); i < Ordinals.Length && Ordinals[i] < past; i++)
            {
                var score = Weights[i] * factor;
                if (score > scores[Ordinals[i]]) scores[Ordinals[i]] = score;
            }

            if (i == Ordinals.Length) return;
            at = Sorted.First(filled, end, Ordinals[i] >> 6);
        }
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
