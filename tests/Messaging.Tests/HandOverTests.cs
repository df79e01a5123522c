using Nabij.Messaging;

namespace Messaging.Tests;

/// <summary>One replica goes, another takes over: nothing lost, doubled or overtaken.</summary>
public sealed class HandOverTests : IAsyncLifetime
{
    private TestDatabase _maker = null!, _taker = null!;
    private readonly TestEndpoint _queue = new();

    public async ValueTask InitializeAsync() => (_maker, _taker) = (await TestDatabase.CreateAsync(), await TestDatabase.CreateAsync());

    public async ValueTask DisposeAsync()
    {
        await _queue.DisposeAsync();
        await _maker.DisposeAsync();
        await _taker.DisposeAsync();
    }

    private Task<Replica> TakerAsync(Script? script = null, Action<MessagingOptions>? configure = null) =>
        Replica.StartAsync(_queue.Name, _taker, reacts: true, script: script, configure: configure);

    [Fact]
    public async Task A_consumer_that_stops_under_load_hands_over_in_order()
    {
        const int total = 1200;
        var slow = new Script { Takes = TimeSpan.FromMilliseconds(5) };
        await using var maker = await Replica.StartAsync("maker", _maker);
        var writing = Task.Run(async () => { for (var n = 1; n <= total; n++) await maker.PublishAsync("a", n); });
        var active = await TakerAsync(slow);
        for (var stop = 1; stop <= 4; stop++)
        {
            await Eventually.EffectsAsync(_taker, stop * 200);
            var next = await TakerAsync(slow);
            await active.DisposeAsync();
            active = next;
        }

        await writing;
        await using var last = active;
        await Eventually.EffectsAsync(_taker, total, 60);
        Eventually.InOrder(await _taker.EffectsAsync(), 1, total);
        Assert.Empty(await _queue.DeadLetters.ListAsync());
    }

    [Fact]
    public async Task What_waits_for_the_database_at_a_stop_stays_in_the_queue()
    {
        await using var maker = await Replica.StartAsync("maker", _maker);
        var taker = await TakerAsync();
        await maker.PublishAsync("a", 1);
        await Eventually.EffectsAsync(_taker, 1);
        await _taker.AwayAsync(true);
        for (var n = 2; n <= 20; n++) await maker.PublishAsync("a", n);
        await Eventually.TrueAsync(async () => await _maker.ScalarAsync<long>("select count(*) from outbox") == 0);
        await taker.DisposeAsync();
        await _taker.AwayAsync(false);

        Assert.Empty(await _queue.DeadLetters.ListAsync());
        await using var next = await TakerAsync();
        await Eventually.EffectsAsync(_taker, 20);
        Eventually.InOrder(await _taker.EffectsAsync(), 1, 20);
    }
}
