using Nabij.Catalog.Search.Dutch;

namespace Nabij.Catalog.Search.Index;

/// <summary>
/// Makes the next snapshot from the last one and what changed. Changes gather in a small segment that is built anew each time; when it is no longer
/// small it stays as it is, and another begins. Not for several threads at once.
/// </summary>
/// <param name="now">The day of which it is the index.</param>
internal sealed class IndexWriter(DutchAnalyzer analyzer, DateTimeOffset now)
{
    /// <summary>It is built anew for each batch of changes, every <see cref="IndexFeed.Pause"/> at most.</summary>
    private const int LargestDelta = 2_000;

    private readonly Dictionary<Guid, AnalysedService> _delta = [];
    private List<Part> _parts = [];
    private long _version;

    /// <summary>Too much of it is no longer live, or lies in small segments: time to read it all again.</summary>
    public bool IsWorn => _parts.Count > 8 || _parts.Sum(p => (long)p.Segment.Count) > 2 * (long)Current.Count + LargestDelta;

    public Snapshot Current { get; private set; } = new([], 0, now);

    /// <summary>Takes in a large number that is new to this writer.</summary>
    public void AddSegment(Segment segment)
    {
        _parts.Add(Part.Of(segment));
        Publish();
    }

    public void Apply(IReadOnlyCollection<IndexedService> published, IReadOnlyCollection<Guid> gone)
    {
        Guid[] ids = [.. published.Select(s => s.Id), .. gone];
        _parts = [.. _parts.Select(p => p.Without(ids))];
        foreach (var id in ids) _delta.Remove(id);
        foreach (var service in published) _delta[service.Id] = AnalysedService.Of(service, analyzer, now);
        if (_delta.Count > LargestDelta)
        {
            _parts.Add(Part.Of(BuildDelta()));
            _delta.Clear();
        }

        Publish();
    }

    private void Publish() => Current = new Snapshot(_delta.Count == 0 ? _parts : [.. _parts, Part.Of(BuildDelta())], ++_version, now);

    private Segment BuildDelta()
    {
        var builder = new SegmentBuilder(now);
        foreach (var service in _delta.Values.OrderBy(s => s.Service.Content.Municipalities.FirstOrDefault(), StringComparer.Ordinal)) builder.Add(service);
        return builder.Build();
    }
}
