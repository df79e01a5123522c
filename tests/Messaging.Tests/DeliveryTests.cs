using System.Diagnostics;
using Dapper;
using Nabij.Messaging;
using Nabij.Messaging.Bus;
using Nabij.Messaging.Inbox;

namespace Messaging.Tests;

/// <summary>From commit to effect, against the real database and broker.</summary>
public sealed class DeliveryTests : IAsyncLifetime
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
    public async Task What_is_rolled_back_is_not_sent_and_what_is_committed_is()
    {
        await using var taker = await TakerAsync();
        await using var maker = await Replica.StartAsync("maker", _maker);
        await using (var work = maker.Begin())
        {
            work.Publish(new Counted { Key = "a", AggregateVersion = 1, OccurredAt = TimeProvider.System.GetUtcNow() });
            await work.ExecuteAsync("select 1");
            await work.RollbackAsync();
        }

        await maker.PublishAsync("a", 2);
        await Effects.ArriveAsync(_taker, 1);
        Assert.Equal([("a", 2L)], await _taker.EffectsAsync());
        await Eventually.TrueAsync(async () => await _maker.ScalarAsync<long>("select count(*) from outbox") == 0);
    }

    [Fact]
    public async Task Order_holds_per_aggregate_under_load()
    {
        const int keys = 40, perKey = 100;
        await using var taker = await TakerAsync();
        await using var maker = await Replica.StartAsync("maker", _maker);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            for (var n = 1; n <= perKey; n++)
                for (var key = writer; key < keys; key += 8) await maker.PublishAsync($"k{key}", n);
        }));
        await Effects.ArriveAsync(_taker, keys * perKey, 60);
        Effects.InOrder(await _taker.EffectsAsync(), keys, perKey);
    }

    [Fact]
    public async Task A_crash_after_the_commit_loses_nothing()
    {
        await using var taker = await TakerAsync();
        var died = await Replica.StartAsync("maker", _maker, start: false);
        for (var n = 1; n <= 20; n++) await died.PublishAsync("a", n);
        Assert.Equal(20, await _maker.ScalarAsync<long>("select count(*) from outbox"));

        await using var next = await Replica.StartAsync("maker", _maker);
        await Effects.ArriveAsync(_taker, 20);
        Effects.InOrder(await _taker.EffectsAsync(), 1, 20);
    }

    [Fact]
    public async Task A_crash_between_confirm_and_delete_doubles_nothing()
    {
        await using var taker = await TakerAsync();
        await using var maker = await Replica.StartAsync("maker", _maker, start: false);
        for (var n = 1; n <= 50; n++) await maker.PublishAsync("a", n);
        await using (var connection = await _maker.Source.OpenConnectionAsync())
        {
            // The relay died after the broker had confirmed and before the delete: it all goes out again.
            await connection.ExecuteAsync("""
                insert into outbox (message_id, message_type, ordering_key, body)
                select message_id, message_type, ordering_key, body from outbox order by id
                """);
        }

        await using var next = await Replica.StartAsync("maker", _maker);
        await maker.PublishAsync("a", 51);
        await Eventually.TrueAsync(async () => (await _taker.EffectsAsync()).Any(e => e.Number == 51));
        Effects.InOrder(await _taker.EffectsAsync(), 1, 51);
    }

    [Fact]
    public async Task Two_replicas_of_both_sides_act_as_one_and_survive_the_loss_of_the_first()
    {
        const int keys = 10, perKey = 100;
        await using var standby = await Replica.StartAsync("maker", _maker);
        var taker = await TakerAsync();
        await using var takerStandby = await TakerAsync();
        var maker = await Replica.StartAsync("maker", _maker);
        var half = new TaskCompletionSource();
        var writing = Task.Run(async () =>
        {
            for (var n = 1; n <= perKey; n++)
            {
                for (var key = 0; key < keys; key++) await standby.PublishAsync($"k{key}", n);
                if (n == perKey / 2) half.SetResult();
            }
        });
        await half.Task;
        await maker.DisposeAsync();
        await taker.DisposeAsync();
        await writing;
        await Effects.ArriveAsync(_taker, keys * perKey);
        Effects.InOrder(await _taker.EffectsAsync(), keys, perKey);
    }

    [Fact]
    public async Task A_poison_message_goes_to_the_error_queue_with_its_reason_and_can_be_replayed()
    {
        var script = new Script { Then = m => { if (m.AggregateVersion == 7) throw new InvalidOperationException("secret of the message"); } };
        await using var taker = await TakerAsync(script, o => (o.Retries, o.DelayedRetries) = ([TimeSpan.FromMilliseconds(10)], []));
        await using var maker = await Replica.StartAsync("maker", _maker);
        for (var n = 1; n <= 10; n++) await maker.PublishAsync("a", n);

        // What is listed is back in the queue only a moment later: listed twice at once it would be missed.
        var letter = await Eventually.GetAsync(async () => (await _queue.DeadLetters.ListAsync()).SingleOrDefault());
        Assert.Equal("maker.counted.v1", letter.MessageType);
        Assert.Contains("InvalidOperationException", letter.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", letter.Reason, StringComparison.Ordinal);
        await Effects.ArriveAsync(_taker, 9);

        script.Then = _ => { };
        Assert.Equal(0, await _queue.DeadLetters.ReplayAsync(Guid.NewGuid().ToString()));
        Assert.Equal(1, await _queue.DeadLetters.ReplayAsync(letter.MessageId));
        await Effects.ArriveAsync(_taker, 10);
        Assert.Equal(Enumerable.Range(1, 10).Select(n => (long)n), (await _taker.EffectsAsync()).Select(e => e.Number).Order());
        Assert.Empty(await _queue.DeadLetters.ListAsync());
    }

    [Fact]
    public async Task A_message_that_fails_for_a_while_comes_back_later_and_is_handled_once()
    {
        var failures = 0;
        var script = new Script { Then = m => { if (m.Key == "slow" && Interlocked.Increment(ref failures) <= 4) throw new TimeoutException(); } };
        await using var taker = await TakerAsync(script, o => (o.Retries, o.DelayedRetries) = ([], [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(200), 4)]));
        await using var maker = await Replica.StartAsync("maker", _maker);
        await maker.PublishAsync("slow", 1);
        for (var n = 1; n <= 20; n++) await maker.PublishAsync("fast", n);
        await Effects.ArriveAsync(_taker, 21);
        Assert.Equal(("slow", 1L), (await _taker.EffectsAsync())[^1]);
        Assert.Empty(await _queue.DeadLetters.ListAsync());
    }

    [Fact]
    public async Task A_consumer_whose_database_connections_are_cut_loses_and_doubles_nothing()
    {
        const int total = 1000;
        await using var taker = await TakerAsync();
        await using var maker = await Replica.StartAsync("maker", _maker);
        var writing = Task.Run(async () => { for (var n = 1; n <= total; n++) await maker.PublishAsync($"k{n % 5}", (n + 4) / 5); });
        for (var cut = 1; cut <= 5; cut++)
        {
            await Effects.ArriveAsync(_taker, cut * 100);
            await _taker.CutAsync();
        }

        await writing;
        await Effects.ArriveAsync(_taker, total);
        Effects.InOrder(await _taker.EffectsAsync(), 5, total / 5);
        Assert.Empty(await _queue.DeadLetters.ListAsync());
    }

    [Fact]
    public async Task A_message_that_no_queue_takes_is_parked_in_sight_and_stops_only_its_lane()
    {
        await using var taker = await TakerAsync();
        await using var maker = await Replica.StartAsync("maker", _maker, configure: o => o.RelayAttempts = 2);
        await using (var work = maker.Begin())
        {
            work.Publish(new Unheard { Key = "a", AggregateVersion = 1, OccurredAt = TimeProvider.System.GetUtcNow() });
            work.Publish(new Counted { Key = "a", AggregateVersion = 2, OccurredAt = TimeProvider.System.GetUtcNow() });
            work.Publish(new Counted { Key = "b", AggregateVersion = 1, OccurredAt = TimeProvider.System.GetUtcNow() });
            await work.CommitAsync();
        }

        await Eventually.TrueAsync(async () => await _maker.ScalarAsync<long>("select count(*) from outbox where available_at = 'infinity' and attempts = 2") == 1);
        await Effects.ArriveAsync(_taker, 1);
        Assert.Equal([("b", 1L)], await _taker.EffectsAsync());
        Assert.Equal(2, await _maker.ScalarAsync<long>("select count(*) from outbox"));
        await Eventually.TrueAsync(() => Task.FromResult(maker.Get<MessagingMetrics>().Outbox.Parked == 1));
    }

    [Fact]
    public async Task One_trace_leads_from_the_command_to_the_effect()
    {
        using var listener = new ActivityListener { ShouldListenTo = _ => true, Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource("test");
        await using var taker = await TakerAsync();
        await using var maker = await Replica.StartAsync("maker", _maker);
        string trace;
        using (var command = source.StartActivity("command")!)
        {
            trace = command.TraceId.ToString();
            await maker.PublishAsync("a", 1);
        }

        await Effects.ArriveAsync(_taker, 1);
        Assert.Equal(trace, Assert.Single(taker.Script.Traces));
    }

    [Fact]
    public async Task The_inbox_forgets_what_is_too_old_to_come_again()
    {
        await using var taker = await Replica.StartAsync(_queue.Name, _taker, reacts: true, start: false);
        await using (var connection = await _taker.Source.OpenConnectionAsync())
        {
            await connection.ExecuteAsync("""
                insert into inbox select gen_random_uuid(), now() - make_interval(days => d) from generate_series(0, 60) d, generate_series(1, 200)
                """);
        }

        var purge = new InboxPurge(_taker.Source, taker.Get<MessagingOptions>(), TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<InboxPurge>.Instance);
        Assert.Equal(31 * 200, await purge.RunAsync(TimeProvider.System.GetUtcNow(), CancellationToken.None));
        Assert.Equal(30 * 200, await _taker.ScalarAsync<long>("select count(*) from inbox"));
    }
}
