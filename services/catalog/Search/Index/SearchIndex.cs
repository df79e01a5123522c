using Nabij.Catalog.Search.Dutch;

namespace Nabij.Catalog.Search.Index;

/// <summary>What this replica searches in: the newest snapshot, and how far behind the database it is.</summary>
internal sealed class SearchIndex(TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile State _state = new(new Snapshot([], 0, default), DutchAnalyzer.Default, default);
    private volatile EditedSynonyms _synonyms = EditedSynonyms.None;

    /// <summary>What editors added to the words of their municipality.</summary>
    public EditedSynonyms Synonyms
    {
        get => _synonyms;
        set => _synonyms = value;
    }

    public bool IsRead => _read.Task.IsCompleted;

    /// <summary>The time since it was last known to hold all that was committed.</summary>
    public TimeSpan Lag => clock.GetUtcNow() - _state.CompleteAt;

    /// <exception cref="TimeoutException">It is still being read after the start of the process.</exception>
    public async ValueTask<(Snapshot Snapshot, DutchAnalyzer Analyzer)> CurrentAsync(CancellationToken ct)
    {
        if (!IsRead) await _read.Task.WaitAsync(Patience, clock, ct);
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

    private sealed record State(Snapshot Snapshot, DutchAnalyzer Analyzer, DateTimeOffset CompleteAt);
}
