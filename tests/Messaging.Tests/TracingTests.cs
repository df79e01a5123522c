using System.Diagnostics;

namespace Messaging.Tests;

/// <summary>One signal's journey can be followed, with our own spans alone.</summary>
public sealed class TracingTests : IAsyncLifetime
{
    private TestDatabase _maker = null!, _taker = null!;
    private readonly TestEndpoint _queue = new();
    private readonly ActivitySource _source = new("test");

    public async ValueTask InitializeAsync() => (_maker, _taker) = (await TestDatabase.CreateAsync(), await TestDatabase.CreateAsync());

    public async ValueTask DisposeAsync()
    {
        _source.Dispose();
        await _queue.DisposeAsync();
        await _maker.DisposeAsync();
        await _taker.DisposeAsync();
    }

    [Fact]
    public async Task A_message_is_sent_and_processed_in_the_trace_of_its_command()
    {
        using var measured = new Measurements();
        await using var taker = await Replica.StartAsync(_queue.Name, _taker, reacts: true);
        await using var maker = await Replica.StartAsync("maker", _maker);
        ActivityContext command;
        using (var activity = _source.StartActivity("command")!)
        {
            command = activity.Context;
            await maker.PublishAsync("a", 1);
        }

        await Eventually.TrueAsync(() => Task.FromResult(measured.Spans.Any(s => s.Kind == ActivityKind.Consumer)));
        var send = Assert.Single(measured.Spans, s => s.Kind == ActivityKind.Producer);
        var process = Assert.Single(measured.Spans, s => s.Kind == ActivityKind.Consumer);
        Assert.Equal(("send maker.counted.v1", command.TraceId, command.SpanId), (send.DisplayName, send.TraceId, send.ParentSpanId));
        Assert.Equal(("process maker.counted.v1", command.TraceId, send.SpanId), (process.DisplayName, process.TraceId, process.ParentSpanId));
        Assert.Empty(process.Links);
        foreach (var (span, operation) in new[] { (send, "send"), (process, "process") })
        {
            Assert.Equal("rabbitmq", span.GetTagItem("messaging.system"));
            Assert.Equal(operation, span.GetTagItem("messaging.operation.type"));
            Assert.Equal("maker.counted.v1", span.GetTagItem("messaging.destination.name"));
            Assert.NotNull(span.GetTagItem("messaging.message.id"));
        }
    }

    [Fact]
    public async Task Messages_that_share_a_transaction_keep_their_own_traces_and_the_batch_links_to_them()
    {
        using var measured = new Measurements();
        await using var maker = await Replica.StartAsync("maker", _maker);
        await using (var taker = await Replica.StartAsync(_queue.Name, _taker, reacts: true, start: false))
        {
            for (var n = 1; n <= 30; n++)
            {
                using var command = _source.StartActivity("command");
                await maker.PublishAsync("a", n);
            }

            await Eventually.TrueAsync(async () => await _maker.ScalarAsync<long>("select count(*) from outbox") == 0);
        }

        await using var starts = await Replica.StartAsync(_queue.Name, _taker, reacts: true);
        await Effects.ArriveAsync(_taker, 30);
        await Eventually.TrueAsync(() => Task.FromResult(measured.Spans.Count(s => s.DisplayName == "process maker.counted.v1") == 30));
        var commands = measured.Spans.Where(s => s.DisplayName == "command").Select(s => s.TraceId).ToHashSet();
        Assert.True(measured.Spans.Where(s => s.DisplayName == "process maker.counted.v1").Select(s => s.TraceId).ToHashSet().SetEquals(commands));
        var batch = measured.Spans.First(s => s.DisplayName == $"process {_queue.Name}");
        Assert.Equal(batch.GetTagItem("messaging.batch.message_count"), batch.Links.Count());
        Assert.All(batch.Links, l => Assert.Contains(l.Context.TraceId, commands));
        Assert.DoesNotContain(batch.TraceId, commands);
    }
}
