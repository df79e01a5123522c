using System.Globalization;

namespace Messaging.Tests;

/// <summary>The broker dies under load and comes back. <c>NABIJ_TEST_BROKER_DOWN</c> says after how many seconds (default 20).</summary>
public sealed class BrokerDownTests : IAsyncLifetime
{
    private static readonly TimeSpan Down = TimeSpan.FromSeconds(
        int.Parse(Environment.GetEnvironmentVariable("NABIJ_TEST_BROKER_DOWN") ?? "20", CultureInfo.InvariantCulture));

    private TestDatabase _maker = null!, _taker = null!;

    public async ValueTask InitializeAsync() => (_maker, _taker) = (await TestDatabase.CreateAsync(), await TestDatabase.CreateAsync());

    public async ValueTask DisposeAsync()
    {
        await _maker.DisposeAsync();
        await _taker.DisposeAsync();
    }

    [Fact]
    public async Task A_broker_that_is_killed_under_load_and_comes_back_lost_doubled_and_reordered_nothing()
    {
        const int keys = 20;
        await using var broker = await TestBroker.StartNewAsync();
        await using var taker = await Replica.StartAsync("taker", _taker, broker.Uri, reacts: true);
        await using var maker = await Replica.StartAsync("maker", _maker, broker.Uri);
        var (committed, stop) = (0, false);
        var writers = Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            var rounds = 0;
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50)); // 4 writers x 5 keys x 20 a second = 400 events/s
            while (!Volatile.Read(ref stop))
            {
                rounds++;
                for (var key = writer; key < keys; key += 4)
                {
                    await maker.PublishAsync($"k{key}", rounds);
                    Interlocked.Increment(ref committed);
                }

                await pace.WaitForNextTickAsync();
            }

            return rounds;
        })).ToList();

        await Effects.ArriveAsync(_taker, 1000);
        await broker.KillAsync();
        var atDeath = Volatile.Read(ref committed);
        await Task.Delay(Down);
        Assert.True(Volatile.Read(ref committed) - atDeath > 20 * Down.TotalSeconds, "writers went on while the broker was away");
        Assert.True(await _maker.ScalarAsync<long>("select count(*) from outbox") > 0);

        await broker.StartAsync();
        var back = await _taker.ScalarAsync<long>("select count(*) from effect");
        await Effects.ArriveAsync(_taker, (int)back + 500, 60);
        Volatile.Write(ref stop, true);
        var rounds = await Task.WhenAll(writers);

        await Effects.ArriveAsync(_taker, committed, 120);
        var effects = await _taker.EffectsAsync();
        Assert.Equal(committed, effects.Count);
        foreach (var lane in effects.GroupBy(e => e.Key))
        {
            var expected = rounds[int.Parse(lane.Key[1..], CultureInfo.InvariantCulture) % 4];
            Assert.Equal(Enumerable.Range(1, expected).Select(n => (long)n), lane.Select(e => e.Number));
        }

        await Eventually.TrueAsync(async () => await _maker.ScalarAsync<long>("select count(*) from outbox") == 0);
    }
}
