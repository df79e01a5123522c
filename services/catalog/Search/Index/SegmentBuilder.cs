using System.Globalization;
using Nabij.Catalog.Verification;
using Nabij.Reference.Calendar;

namespace Nabij.Catalog.Search.Index;

/// <summary>Builds a <see cref="Segment"/> from services in the order in which they are added.</summary>
/// <param name="now">Series of times that have ended by then no longer count. Holds for a day.</param>
internal sealed class SegmentBuilder(DateTimeOffset now)
{
    private static readonly CompareInfo Dutch = CultureInfo.GetCultureInfo("nl-NL").CompareInfo;

    private readonly List<Guid> _ids = [];
    private readonly List<string> _names = [];
    private readonly List<byte[]> _shown = [];
    private readonly List<int> _costs = [], _published = [], _verified = [], _placeStarts = [0];
    private readonly List<byte> _minAges = [], _maxAges = [];
    private readonly List<(float, float)> _places = [];
    private readonly Dictionary<string, PostingsBuilder> _terms = [];
    private readonly Dictionary<string, List<int>> _municipalities = [], _words = [];
    private readonly Dictionary<string, List<int>>[] _facets = [.. Facets.All.Select(_ => new Dictionary<string, List<int>>())];
    private readonly Dictionary<string, Dictionary<string, List<int>>> _labels = [];
    private readonly Dictionary<Guid, (string Name, List<int> Ordinals)> _organisations = [];
    private readonly List<int> _national = [], _checked = [], _stale = [], _hidden = [];

    public int Count => _ids.Count;

    public void Add(AnalysedService analysed)
    {
        var (service, ordinal) = (analysed.Service, Count);
        var content = service.Content;
        _ids.Add(service.Id);
        _names.Add(content.Name);
        _shown.Add(analysed.Shown);
        _costs.Add(MonthCost.Of(content) ?? SortKeys.Unknown);
        _published.Add(SortKeys.MinutesOf(service.PublishedAt));
        _verified.Add(SortKeys.MinutesOf(service.VerifiedAt));
        _minAges.Add((byte)(content.Conditions.MinAge ?? 0));
        _maxAges.Add((byte)(content.Conditions.MaxAge ?? byte.MaxValue));
        foreach (var location in content.Locations)
            if (location.Point is { } point) _places.Add(((float)point.Latitude, (float)point.Longitude));
        _placeStarts.Add(_places.Count);

        if (content.Scope.National) _national.Add(ordinal);
        if (service.VerifiedAt is not null && analysed.Freshness < FreshnessStage.Stale) _checked.Add(ordinal);
        if (analysed.Freshness >= FreshnessStage.Stale) _stale.Add(ordinal);
        if (analysed.Freshness == FreshnessStage.Hidden) _hidden.Add(ordinal);
        foreach (var municipality in content.Municipalities) ListOf(_municipalities, municipality).Add(ordinal);
        for (var group = 0; group < Facets.All.Count; group++)
            foreach (var code in Facets.All[group].Of(content, DutchDay.Of(now)).Distinct()) ListOf(_facets[group], code).Add(ordinal);

        foreach (var label in service.Labels)
        {
            if (!_labels.TryGetValue(label.Municipality, out var labels)) _labels[label.Municipality] = labels = [];
            ListOf(labels, label.Code).Add(ordinal);
        }

        foreach (var (term, weight) in analysed.Terms)
        {
            if (!_terms.TryGetValue(term, out var postings)) _terms[term] = postings = new PostingsBuilder();
            postings.Add(ordinal, weight);
        }

        foreach (var word in analysed.Words) ListOf(_words, word);
        foreach (var word in analysed.NameWords) ListOf(_words, word).Add(ordinal);
        if (!_organisations.TryGetValue(service.OrganisationId, out var organisation))
            _organisations[service.OrganisationId] = organisation = (service.OrganisationName, []);
        organisation.Ordinals.Add(ordinal);
    }

    public Segment Build() => new()
    {
        Count = Count,
        Ids = [.. _ids],
        Names = [.. _names],
        Shown = [.. _shown],
        Keys = new SortKeys(RankNames(), Bits.Padded(_costs), [.. _published], [.. _verified], BitsOf(_stale)).WithOrders(),
        MinAges = Bits.Padded(_minAges),
        MaxAges = Bits.Padded(_maxAges),
        PlaceStarts = [.. _placeStarts],
        Places = [.. _places],
        National = BitsOf(_national),
        Verified = BitsOf(_checked),
        Hidden = BitsOf(_hidden),
        ByMunicipality = _municipalities.ToDictionary(m => m.Key, m => m.Value.ToArray()),
        Facets = [.. _facets.Select(group => group.ToDictionary(value => value.Key, value => BitsOf(value.Value)))],
        Labels = _labels.ToDictionary(m => m.Key, IReadOnlyDictionary<string, int[]> (m) => m.Value.ToDictionary(l => l.Key, l => l.Value.ToArray())),
        Terms = _terms.ToDictionary(t => t.Key, t => t.Value.Build()),
        Vocabulary = BuildVocabulary(),
        Organisations = [.. _organisations.Select(o => new IndexedOrganisation(o.Key, o.Value.Name, [.. o.Value.Ordinals]))],
        Ordinals = _ids.Select((id, ordinal) => (id, ordinal)).ToDictionary(p => p.id, p => p.ordinal),
    };

    private int[] RankNames()
    {
        var keys = _names.Select(n => Dutch.GetSortKey(n, CompareOptions.None)).ToArray();
        var order = Enumerable.Range(0, Count).ToArray();
        Array.Sort(order, (a, b) => SortKey.Compare(keys[a], keys[b]) is var byName and not 0 ? byName : _ids[a].CompareTo(_ids[b]));
        var ranks = new int[Count];
        for (var rank = 0; rank < Count; rank++) ranks[order[rank]] = rank;
        return ranks;
    }

    private Vocabulary BuildVocabulary()
    {
        string[] words = [.. _words.Keys.Order(StringComparer.Ordinal)];
        return new Vocabulary(words, [.. words.Select(w => _words[w].Count == 0 ? [] : _words[w].ToArray())], [.. words.Select(Spelling.LettersOf)]);
    }

    private ulong[] BitsOf(List<int> ordinals)
    {
        var bits = Bits.Empty(Count);
        foreach (var ordinal in ordinals) Bits.Set(bits, ordinal);
        return bits;
    }

    private static List<int> ListOf(Dictionary<string, List<int>> lists, string key)
    {
        if (!lists.TryGetValue(key, out var list)) lists[key] = list = [];
        return list;
    }

    private sealed class PostingsBuilder
    {
        private readonly List<int> _ordinals = [];
        private readonly List<byte> _weights = [];

        public void Add(int ordinal, byte weight)
        {
            _ordinals.Add(ordinal);
            _weights.Add(weight);
        }

        public Postings Build() => new([.. _ordinals], [.. _weights]);
    }
}
