using System.Collections.Concurrent;
using Platform.Tests.Support;

namespace Platform.Tests.Faults;

/// <summary>
/// Handlers who work on whatever happens: each reports a worry, follows it up, and refers it or finds that nothing suits, in turn. A command without an
/// answer is sent again with the same key. What is counted here was answered with 2xx.
/// </summary>
internal sealed class Load : IAsyncDisposable
{
    /// <summary>For how long a handler goes on trying one command.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>A handler takes a new case at most so often: the load is steady, and leaves a machine with two cores room to start a program again.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _enough = new();
    private readonly Task _work;
    private int _referred, _unmet;

    public Load(int handlers, Guid service, (string SupportType, string TargetGroup) need) =>
        _work = Task.WhenAll(Enumerable.Range(0, handlers).Select(n => WorkAsync(n % 2 == 0, service, need)));

    public int Referred => _referred;

    public int Unmet => _unmet;

    public int Done => _referred + _unmet;

    /// <summary>What went wrong in a handler's work, if anything.</summary>
    public ConcurrentQueue<string> Complaints { get; } = new();

    /// <summary>Lets everyone finish the case at hand.</summary>
    public Task FinishAsync()
    {
        _enough.Cancel();
        return _work;
    }

    private async Task WorkAsync(bool refers, Guid service, (string SupportType, string TargetGroup) need)
    {
        using var pace = new PeriodicTimer(Pace);
        for (; !_enough.IsCancellationRequested; refers = !refers)
        {
            try
            {
                await pace.WaitForNextTickAsync(CancellationToken.None);
                using var signal = await Case.TakeAsync(await Report.MakeAsync(new Worry("Zij zit al weken binnen."), Patience), Patience);
                await signal.AccompanyAsync();
                if (refers)
                {
                    await signal.ReferAsync(service);
                    Interlocked.Increment(ref _referred);
                }
                else
                {
                    await signal.CloseAsync("no-suitable-service", need);
                    Interlocked.Increment(ref _unmet);
                }
            }
            catch (Exception e)
            {
                Complaints.Enqueue(e.Message);
                return;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await FinishAsync();
        _enough.Dispose();
    }
}
