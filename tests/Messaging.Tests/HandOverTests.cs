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
            await Effects.ArriveAsync(_taker, stop * 200);
            var next = await TakerAsync(slow);
            await active.DisposeAsync();
            active = next;
        }

        await writing;
        await using var last = active;
        await Effects.ArriveAsync(_taker, total, 60);
        Effects.InOrder(await _taker.EffectsAsync(), 1, total);
        Assert.Empty(await _queue.DeadLetters.ListAsync());
    }

    [Fact]
    public async Task What_waits_for_the_database_at_a_stop_stays_in_the_queue()
    {
        await using var maker = await Replica.StartAsync("maker", _maker);
        var taker = await TakerAsync();
        await maker.PublishAsync("a", 1);
        await Effects.ArriveAsync(_taker, 1);
        await _taker.AwayAsync(true);
        for (var n = 2; n <= 20; n++) await maker.PublishAsync("a", n);
        await Eventually.TrueAsync(async () => await _maker.ScalarAsync<long>("select count(*) from outbox") == 0);
        await taker.DisposeAsync();
        await _taker.AwayAsync(false);

        Assert.Empty(await _queue.DeadLetters.ListAsync());
        await using var next = await TakerAsync();
        await Effects.ArriveAsync(_taker, 20);
        Effects.InOrder(await _taker.EffectsAsync(), 1, 20);
    }

    [Fact]
    public async Task A_stand_by_takes_over_in_order_when_the_connections_of_the_active_relay_die()
    {
        const int keys = 4, perKey = 500;
        await using var taker = await TakerAsync();
        await using var first = await Replica.StartAsync("maker", _maker);
        await using var second = await Replica.StartAsync("maker", _maker);
        await using var writer = await Replica.StartAsync("maker", _maker, start: false);
        var writing = Task.WhenAll(Enumerable.Range(0, keys).Select(async key =>
        {
            for (var n = 1; n <= perKey; n++) await writer.PublishAsync($"k{key}", n);
        }));
        for (var cut = 1; cut <= 8; cut++)
        {
            await Effects.ArriveAsync(_taker, cut * 200);
            await Eventually.TrueAsync(_maker.CutRelayAsync);
        }

        await writing;
        await Effects.ArriveAsync(_taker, keys * perKey, 60);
        Effects.InOrder(await _taker.EffectsAsync(), keys, perKey);
    }

    [Fact]
    public async Task A_broker_that_confirms_slowly_is_not_sent_the_same_messages_for_ever()
    {
        await using var taker = await TakerAsync();
        await using var maker = await Replica.StartAsync("maker", _maker, configure: o => o.SendTimeout = TimeSpan.FromMilliseconds(8));
        for (var n = 1; n <= 200; n++) await maker.PublishAsync("a", n);
        await Eventually.TrueAsync(async () => await _maker.ScalarAsync<long>("select count(*) from outbox") == 0,
            async () => $"{await _maker.ScalarAsync<long>("select count(*) from outbox")} unsent", 60);
        await Effects.ArriveAsync(_taker, 200);
        Effects.InOrder(await _taker.EffectsAsync(), 1, 200);
    }
}
