using Nabij.Messaging;

namespace Messaging.Tests;

/// <summary>What an operator sees and does, against the real database and broker.</summary>
public sealed class OperatorCommandsTests : IAsyncLifetime
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

    private static async Task<(int Code, string[] Lines)> RunAsync(string service, TestDatabase database, params string[] args)
    {
        await using var output = new StringWriter();
        var code = await OperatorCommands.RunAsync(args, TestDatabase.Setting("NABIJ_TEST_RABBITMQ"), service, database.Source, output);
        return (code, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Dead_letters_are_listed_with_their_reason_and_replayed_one_by_one_or_all_at_once()
    {
        var script = new Script { Then = _ => throw new InvalidOperationException("secret") };
        await using var taker = await Replica.StartAsync(_queue.Name, _taker, reacts: true, script: script, configure: o => (o.Retries, o.DelayedRetries) = ([], []));
        await using var maker = await Replica.StartAsync("maker", _maker);
        for (var n = 1; n <= 3; n++) await maker.PublishAsync("a", n);
        await Eventually.TrueAsync(async () => (await _queue.DeadLetters.ListAsync()).Count == 3);

        var (code, lines) = await RunAsync(_queue.Name, _taker, "dead-letters");
        Assert.Equal((0, 3), (code, lines.Length));
        var fields = lines[0].Split('\t');
        Assert.Equal([_queue.Name, "error queue", "maker.counted.v1"], [fields[0], fields[1], fields[3]]);
        Assert.StartsWith("InvalidOperationException", fields[4], StringComparison.Ordinal);
        Assert.EndsWith("Z", fields[5].Trim(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", lines[0], StringComparison.Ordinal);

        script.Then = _ => { };
        Assert.Equal(0, (await RunAsync(_queue.Name, _taker, "replay", fields[2])).Code);
        await Effects.ArriveAsync(_taker, 1);
        Assert.Equal(1, (await RunAsync(_queue.Name, _taker, "replay", fields[2])).Code);
        Assert.Equal([$"{_queue.Name}: 2 returned to the queue"], (await RunAsync(_queue.Name, _taker, "replay", "--all")).Lines);
        await Effects.ArriveAsync(_taker, 3);
        Assert.Empty((await RunAsync(_queue.Name, _taker, "dead-letters")).Lines);
    }

    [Fact]
    public async Task A_parked_message_is_listed_and_sent_again_with_its_lane_behind_it()
    {
        await using var maker = await Replica.StartAsync("maker", _maker, configure: o => o.RelayAttempts = 1);
        await maker.PublishAsync("a", 1); // no queue takes it yet
        await Eventually.TrueAsync(async () => await _maker.ScalarAsync<long>("select count(*) from outbox where available_at = 'infinity'") == 1);
        await maker.PublishAsync("a", 2);

        await using var own = new TestEndpoint();
        await using (await Replica.StartAsync(own.Name, _maker, reacts: true, start: false)) { } // error queues, for the list to look into
        var (code, lines) = await RunAsync(own.Name, _maker, "dead-letters");
        Assert.Equal(0, code);
        Assert.Contains("\tparked\t", Assert.Single(lines), StringComparison.Ordinal);
        Assert.Contains("\tmaker.counted.v1\t", lines[0], StringComparison.Ordinal);

        await using var taker = await Replica.StartAsync(_queue.Name, _taker, reacts: true);
        Assert.Equal([$"{own.Name}: 1 parked messages will be sent again"], (await RunAsync(own.Name, _maker, "replay", "--parked")).Lines);
        await Effects.ArriveAsync(_taker, 2);
        Effects.InOrder(await _taker.EffectsAsync(), 1, 2);
    }

    [Theory]
    [InlineData("replay")]
    [InlineData("replay", "not-an-id")]
    [InlineData("dead-letters", "--all")]
    public async Task Arguments_that_make_no_sense_get_the_usage(params string[] args)
    {
        var (code, lines) = await RunAsync(_queue.Name, _taker, args);
        Assert.Equal(2, code);
        Assert.StartsWith("usage:", Assert.Single(lines), StringComparison.Ordinal);
    }
}
