using Nabij.Catalog.Search.Dutch;

namespace Nabij.Catalog.Search.Index;

/// <summary>
/// Makes the next snapshot from the last one and what changed. Changes gather in a small segment that is built anew each time. When that is full it stays as
/// it is, and another begins; when several such have come together, they are built anew as one. So an import costs each service a few times building,
/// and no step is so long that a change of an editor has to wait for it. Not for several threads at once.
/// </summary>
/// <param name="now">The day of which it is the index.</param>
/// <param name="mostFresh">How many changes the small segment holds.</param>
/// <param name="mostRecent">With how many changes segments are built anew as one, if not before.</param>
internal sealed class IndexWriter(DutchAnalyzer analyzer, DateTimeOffset now, int mostFresh = 500, int mostRecent = 10_000)
{
    private const int Together = 8, MostParts = 20;

    private readonly List<Gathered> _recent = [];
    private List<Part> _kept = [];
    private Gathered _fresh = Gathered.None;
    private long _version;

    /// <summary>Too much of it is no longer live, or lies in small segments: time to read it all again.</summary>
    public bool IsWorn => _kept.Count > MostParts || Current.Parts.Sum(p => (long)p.Segment.Count) > 2 * (long)Current.Count + 2 * mostRecent;

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
        for (var i = 0; i < _recent.Count; i++) _recent[i] = _recent[i].Without(ids);
        _fresh = Build([.. _fresh.Without(ids).Services.Values, .. published.AsParallel().Select(s => AnalysedService.Of(s, analyzer, now))]);
        if (_fresh.Services.Count > mostFresh)
        {
            _recent.Add(_fresh);
            _fresh = Gathered.None;
            if (_recent.Count == Together || _recent.Sum(g => g.Services.Count) > mostRecent) Join();
        }

        Publish();
    }

    private void Join()
    {
        var joined = Build([.. _recent.SelectMany(g => g.Services.Values)]);
        _recent.Clear();
        if (joined.Services.Count > mostRecent / 2) _kept.Add(joined.Part);
        else _recent.Add(joined);
    }

    private void Publish() => Current = new Snapshot([.. ((Part[])[.. _kept, .. _recent.Select(g => g.Part), _fresh.Part]).Where(p => p.Segment.Count > 0)], ++_version, now);

    private Gathered Build(IReadOnlyCollection<AnalysedService> services)
    {
        if (services.Count == 0) return Gathered.None;
        var builder = new SegmentBuilder(now);
        foreach (var service in services.OrderBy(s => s.Service.Content.Municipalities.FirstOrDefault(), StringComparer.Ordinal)) builder.Add(service);
        return new Gathered(services.ToDictionary(s => s.Service.Id), Part.Of(builder.Build()));
    }

    /// <summary>A segment that may be built anew, with what it takes.</summary>
    private sealed record Gathered(Dictionary<Guid, AnalysedService> Services, Part Part)
    {
        public static Gathered None { get; } = new([], Part.Empty);

        public Gathered Without(IReadOnlyCollection<Guid> ids)
        {
            foreach (var id in ids) Services.Remove(id);
            return this with { Part = Part.Without(ids) };
        }
    }
}
