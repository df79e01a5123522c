using System.IO.Hashing;
using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nabij.Messaging.Bus;

namespace Nabij.Messaging.Inbox;

/// <summary>Brings each message to the partition of its aggregate, and ends with the service once the partitions are empty.</summary>
internal sealed class InboxDispatcher : IHostedService
{
    private readonly InboxPartition[] _partitions;
    private Task _running = Task.CompletedTask;

    public InboxDispatcher(UnitOfWorkFactory works, IServiceScopeFactory scopes, MessagingOptions options, MessagingMetrics metrics,
        TimeProvider clock, ILogger<InboxDispatcher> log)
    {
        _partitions = [.. Enumerable.Range(0, options.Partitions)
            .Select(_ => new InboxPartition(works, scopes, options, metrics, clock, log))];
    }

    public void Dispatch(Delivery delivery)
    {
        var hash = XxHash32.HashToUInt32(MemoryMarshal.AsBytes(delivery.Message.Subject.AsSpan()));
        _partitions[hash % (uint)_partitions.Length].Enqueue(delivery);
    }

    public Task StartAsync(CancellationToken ct)
    {
        _running = Task.WhenAll(_partitions.Select(p => Task.Run(p.RunAsync, CancellationToken.None)));
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken ct)
    {
        foreach (var partition in _partitions) partition.Complete();
        await _running.WaitAsync(ct);
    }
}
