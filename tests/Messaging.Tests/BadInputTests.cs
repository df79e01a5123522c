using System.Text;
using System.Text.Json;
using RabbitMQ.Client;

namespace Messaging.Tests;

/// <summary>What the broker may hand out besides a good message, once: rubbish, and the same again.</summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private TestDatabase _taker = null!;
    private readonly TestEndpoint _queue = new();

    public async ValueTask InitializeAsync() => _taker = await TestDatabase.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        await _queue.DisposeAsync();
        await _taker.DisposeAsync();
    }

    private static BasicProperties Envelope(string id) => new() { MessageId = id, ContentType = "application/vnd.masstransit+json" };

    private static byte[] Message(Guid id, long number, string type = "maker.counted.v1") => JsonSerializer.SerializeToUtf8Bytes(new
    {
        messageId = id,
        messageType = new[] { $"urn:message:{type}" },
        message = new { eventId = id, key = "a", aggregateVersion = number, occurredAt = TimeProvider.System.GetUtcNow() },
        headers = new { },
    });

    [Fact]
    public async Task What_cannot_be_read_goes_to_the_error_queue_with_a_reason_that_quotes_nothing_and_later_messages_go_on()
    {
        await using var taker = await Replica.StartAsync(_queue.Name, _taker, reacts: true);
        var id = Guid.NewGuid();
        await _queue.SendAsync([0xff, 0x00, 0x7b], Envelope("rubbish"));
        await _queue.SendAsync(Encoding.UTF8.GetBytes("""{"messageType":["urn:message:maker.counted.v1"],"message":{"key":"jan@example.org","aggregateVersion":"jan@example.org"}}"""), Envelope("misfit"));
        await _queue.SendAsync(Message(id, 1), Envelope(id.ToString()));

        await Effects.ArriveAsync(_taker, 1);
        var letters = await Eventually.GetAsync(async () => await _queue.DeadLetters.ListAsync() is { Count: 2 } both ? both : null);
        Assert.Equal(["misfit", "rubbish"], letters.Select(l => l.MessageId).Order());
        Assert.All(letters, l => Assert.Contains("Exception", l.Reason, StringComparison.Ordinal));
        Assert.All(letters, l => Assert.DoesNotContain("jan@", l.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_message_that_the_broker_delivers_twice_has_one_effect_and_is_counted_as_a_duplicate()
    {
        using var measured = new Measurements();
        await using var taker = await Replica.StartAsync(_queue.Name, _taker, reacts: true);
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        for (var i = 0; i < 3; i++) await _queue.SendAsync(Message(first, 1), Envelope(first.ToString()));
        await _queue.SendAsync(Message(second, 2), Envelope(second.ToString()));

        await Effects.ArriveAsync(_taker, 2);
        Effects.InOrder(await _taker.EffectsAsync(), 1, 2);
        await Eventually.TrueAsync(() => Task.FromResult(measured.Sum("inbox.handled") == 2 && measured.Sum("inbox.duplicates") == 2),
            () => Task.FromResult($"{measured.Sum("inbox.handled")} handled, {measured.Sum("inbox.duplicates")} duplicates"));
        Assert.Equal(2, measured.Count("inbox.lag"));
    }

    [Fact]
    public async Task A_message_of_a_kind_that_nobody_here_hears_is_listed_too()
    {
        await using var taker = await Replica.StartAsync(_queue.Name, _taker, reacts: true);
        var id = Guid.NewGuid();
        await _queue.SendAsync(Message(id, 1, "maker.unheard.v1"), Envelope(id.ToString()));
        var listed = await Eventually.GetAsync(async () => (await _queue.DeadLetters.ListAsync()).SingleOrDefault());
        Assert.Equal("maker.unheard.v1", listed.MessageType);
    }
}
