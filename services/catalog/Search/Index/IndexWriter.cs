using Nabij.Catalog.Search.Dutch;

namespace Nabij.Catalog.Search.Index;

/// <summary>
/// Makes the next snapshot from the last one and what changed. Changes gather in a small segment that is built anew each time; when it is full, they move on
/// to a larger one, which is built anew then; when that is full it stays as it is, and another begins. Not for several threads at once.
/// </summary>
/// <param name="now">The day of which it is the index.</param>
/// <param name="mostFresh">How many changes the small segment holds.</param>
/// <param name="mostRecent">How many the larger one holds.</param>
internal sealed class IndexWriter(DutchAnalyzer analyzer, DateTimeOffset now, int mostFresh = 500, int mostRecent = 20_000)
{
    private const int MostParts = 8;

    private readonly Dictionary<Guid, AnalysedService> _fresh = [], _recent = [];
    private List<Part> _kept = [];
    private Part _recentPart = Part.Empty;
    private long _version;

    /// <summary>Too much of it is no longer live, or lies in small segments: time to read it all again.</summary>
    public bool IsWorn => _kept.Count > MostParts || Current.Parts.Sum(p => (long)p.Segment.Count) > 2 * (long)Current.Count + mostRecent;

    public Snapshot Current { get; private set; } = new([], 0, now);

    /// <summary>Takes in a large number that is new to this writer.</summary>
    public void AddSegment(Segment segment)
    {
        _kept.Add(Part.Of(segment));
        Publish();
    }

    public void Apply(IReadOnlyCollection<IndexedService> published, IReadOnlyCollection<Guid> gone)
    {
        Guid[] ids = [.. published.Select(s => s.Id), .. gone];
        _kept = [.. _kept.Select(p => p.Without(ids))];
        _recentPart = _recentPart.Without(ids);
        foreach (var id in ids)
        {
            _recent.Remove(id);
            _fresh.Remove(id);
        }

        foreach (var service in published.AsParallel().Select(s => AnalysedService.Of(s, analyzer, now))) _fresh[service.Service.Id] = service;
        if (_fresh.Count > mostFresh)
        {
            foreach (var (id, service) in _fresh) _recent[id] = service;
            _fresh.Clear();
            _recentPart = PartOf(_recent);
        }

        if (_recent.Count > mostRecent)
        {
            _kept.Add(_recentPart);
            _recent.Clear();
            _recentPart = Part.Empty;
        }

        Publish();
    }

    private void Publish() => Current = new Snapshot([.. ((Part[])[.. _kept, _recentPart, PartOf(_fresh)]).Where(p => p.Segment.Count > 0)], ++_version, now);

    private Part PartOf(Dictionary<Guid, AnalysedService> services)
    {
        if (services.Count == 0) return Part.Empty;
        var builder = new SegmentBuilder(now);
        foreach (var service in services.Values.OrderBy(s => s.Service.Content.Municipalities.FirstOrDefault(), StringComparer.Ordinal)) builder.Add(service);
        return Part.Of(builder.Build());
    }
}
