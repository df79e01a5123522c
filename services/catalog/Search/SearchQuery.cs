using Nabij.Catalog.Search.Dutch;
using Nabij.Reference;

namespace Nabij.Catalog.Search;

internal enum SearchSort
{
    /// <summary>What fits the words best; without words by name. What is near stands before what is national.</summary>
    Relevance,

    /// <summary>In the order of the Dutch alphabet.</summary>
    Name,

    /// <summary>What costs least in the first month first; unknown prices last.</summary>
    Cost,

    /// <summary>The nearest place first; services without a place last. Needs a place to start from.</summary>
    Distance,

    /// <summary>What was confirmed last stands first.</summary>
    Verified,

    /// <summary>What was published last stands first.</summary>
    Newest,
}

/// <summary>What somebody looks for, understood. Filters narrow each other; the values of one are alternatives.</summary>
internal sealed record SearchQuery
{
    /// <summary>CBS code: what is offered there, and in the whole country. Null: everything.</summary>
    public string? Municipality { get; init; }

    /// <summary>Each of these words must be found.</summary>
    public IReadOnlyList<QueryWord> Words { get; init; } = [];

    /// <summary>What has one of these fits better; nothing needs them.</summary>
    public IReadOnlyList<QueryWord> Beside { get; init; } = [];

    /// <summary>Chosen codes, by the place of their group in <see cref="Facets.All"/>; a group without any is not in it.</summary>
    public IReadOnlyDictionary<int, string[]> Chosen { get; init; } = new Dictionary<int, string[]>();

    /// <summary>Codes of labels of <see cref="Municipality"/>, one of which it has; empty: any.</summary>
    public string[] Labels { get; init; } = [];

    /// <summary>For somebody of this age, in years.</summary>
    public int? Age { get; init; }

    /// <summary>What it costs in the first month is known, and at most this, in cents.</summary>
    public int? MaxCost { get; init; }

    /// <summary>Where one starts from.</summary>
    public GeoPoint? Near { get; init; }

    /// <summary>As the crow flies, from <see cref="Near"/>; rules out only where one has to go too far.</summary>
    public double? RadiusKm { get; init; }

    /// <summary>CBS code: the municipality where those who come to people come to whoever asks.</summary>
    public string? Home { get; init; }

    /// <summary>True: somebody has confirmed that it is right, not longer ago than a check of its kind holds.</summary>
    public bool Verified { get; init; }

    public SearchSort Sort { get; init; }

    /// <summary>How many to skip.</summary>
    public int Skip { get; init; }

    public int Take { get; init; } = 20;
}

/// <summary>One service that was found.</summary>
/// <param name="Shown">What a list shows of it, as the index keeps it.</param>
/// <param name="DistanceKm">From where one starts to the nearest place; null without either.</param>
/// <param name="Words">The words of the query that it has, in order: in its name, or elsewhere or in another form.</param>
/// <param name="Labels">Codes of the labels that it has in the municipality.</param>
internal sealed record Hit(Guid Id, byte[] Shown, double? DistanceKm, IReadOnlyList<MatchedWord> Words, IReadOnlyList<string> Labels);

/// <param name="InName">It stands in the name, perhaps in another form.</param>
internal sealed record MatchedWord(string Word, bool InName);

/// <param name="Counts">For each of <see cref="Facets.All"/>: how many services each value would give, with the other filters as they are.</param>
/// <param name="Labels">The same for the labels of the municipality; those that no service has are not in it.</param>
/// <param name="National">The best of those that are offered in the whole country.</param>
internal sealed record SearchResult(
    int Total, IReadOnlyList<Hit> Hits, IReadOnlyList<IReadOnlyDictionary<string, int>> Counts, IReadOnlyDictionary<string, int> Labels, int NationalTotal, IReadOnlyList<Hit> National);
