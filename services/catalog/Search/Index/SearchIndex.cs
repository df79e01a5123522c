using System.Diagnostics.Metrics;
using Nabij.Catalog.Search.Dutch;
using Nabij.Catalog.Taxonomies;

namespace Nabij.Catalog.Search.Index;

/// <summary>What this replica searches in: the newest snapshot, and how far behind the database it is.</summary>
internal sealed class SearchIndex : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _clock;
    private readonly Meter _meter = new("Nabij.catalog");
    private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile State _state = new(new Snapshot([], 0, default), DutchAnalyzer.Default, default);
    private volatile EditedSynonyms _synonyms = EditedSynonyms.None;
    private volatile EditedTaxonomies _taxonomies = EditedTaxonomies.None;

    public SearchIndex(TimeProvider clock)
    {
        _clock = clock;
        _meter.CreateObservableGauge("catalog.index.lag", () => IsRead ? [new Measurement<double>(Lag.TotalSeconds)] : Array.Empty<Measurement<double>>(), "s", "Time since the index was known to be complete.");
        _meter.CreateObservableGauge("catalog.index.services", () => _state.Snapshot.Count, "{service}", "Services in the index.");
    }

    /// <summary>What editors added to the words of their municipality.</summary>
    public EditedSynonyms Synonyms
    {
        get => _synonyms;
        set => _synonyms = value;
    }

    /// <summary>What editors tell services of their municipality apart by.</summary>
    public EditedTaxonomies Taxonomies
    {
        get => _taxonomies;
        set => _taxonomies = value;
    }

    public bool IsRead => _read.Task.IsCompleted;

    /// <summary>The time since it was last known to hold all that was committed.</summary>
    public TimeSpan Lag => _clock.GetUtcNow() - _state.CompleteAt;

    /// <exception cref="TimeoutException">It is still being read after the start of the process.</exception>
    public async ValueTask<(Snapshot Snapshot, DutchAnalyzer Analyzer)> CurrentAsync(CancellationToken ct)
    {
        if (!IsRead) await _read.Task.WaitAsync(Patience, _clock, ct);
        var state = _state;
        return (state.Snapshot, state.Analyzer);
    }

    /// <param name="analyzer">What analysed it, and so has to read the questions too.</param>
    /// <param name="completeAt">All that was committed by then is in it.</param>
    public void Show(Snapshot snapshot, DutchAnalyzer analyzer, DateTimeOffset completeAt)
    {
        _state = new State(snapshot, analyzer, completeAt);
        _read.TrySetResult();
    }

    public void Dispose() => _meter.Dispose();

    private sealed record State(Snapshot Snapshot, DutchAnalyzer Analyzer, DateTimeOffset CompleteAt);
}
