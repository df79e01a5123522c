using System.Threading.Channels;

namespace Nabij.Notifications;

/// <summary>Lets one part of this process tell another that there is something to do, so that it need not wait for its next poll.</summary>
internal sealed class WakeUp(TimeProvider clock)
{
    private readonly Channel<bool> _signals = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Signal() => _signals.Writer.TryWrite(true);

    /// <summary>True at a signal, false after <paramref name="poll"/>.</summary>
    public async Task<bool> WaitAsync(TimeSpan poll, CancellationToken ct)
    {
        using var timeout = new CancellationTokenSource(poll, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, ct);
        try
        {
            return await _signals.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }
}
