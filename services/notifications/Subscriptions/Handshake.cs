using System.Globalization;
using Nabij.Messaging;
using Nabij.Notifications.Deliveries;

namespace Nabij.Notifications.Subscriptions;

/// <summary>
/// Asks each new sink whether it wants to be called (CloudEvents web hooks §4: OPTIONS, and the headers of the answer count). A few times only,
/// so that subscribing is no way to knock on the doors of others.
/// </summary>
internal sealed class Handshake(
    UnitOfWorkFactory works, SinkClient sinks, DeliveryWorker deliveries, WebhookOptions options, TimeProvider clock, ILogger<Handshake> log) : Worker(clock, log)
{
    private const int Batch = 32;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    private readonly WakeUp _wakeUp = new(clock);

    /// <summary>A subscription may wait for its handshake.</summary>
    public void Wake() => _wakeUp.Signal();

    protected override async Task TurnAsync(CancellationToken ct)
    {
        var claimed = await ClaimAsync(ct);
        await Task.WhenAll(claimed.Select(AskAsync));
        if (claimed.Count < Batch) await _wakeUp.WaitAsync(Poll, ct);
    }

    private async Task<IReadOnlyList<Subscription>> ClaimAsync(CancellationToken ct)
    {
        await using var work = works.Begin();
        var now = Clock.GetUtcNow();
        var claimed = await work.QueryAsync<Subscription>(ClaimSql, new { now, until = now + options.Lease, Batch }, ct);
        await work.CommitAsync(ct);
        return claimed;
    }

    private async Task AskAsync(Subscription subscription)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, subscription.Sink);
        var answer = await sinks.SendAsync(request);
        var granted = Grants(answer, options.Origin);
        var exhausted = subscription.Handshakes > options.HandshakeWaits.Length;

        await using var work = works.Begin();
        await work.ExecuteAsync(RecordSql, new
        {
            subscription.Id,
            subscription.Sink,
            state = granted ? "active" : exhausted ? "disabled" : "pending",
            reason = granted || !exhausted ? null : StateReasons.HandshakeRefused,
            rate = granted ? RateOf(answer) : null,
            next = Clock.GetUtcNow() + (exhausted ? TimeSpan.Zero : options.HandshakeWaits[subscription.Handshakes - 1]),
        });
        await work.CommitAsync();
        if (granted) deliveries.Wake();
    }

    private static bool Grants(SinkAnswer answer, string origin) => answer.IsSuccess
        && answer.Headers("WebHook-Allowed-Origin") is { } allowed && (allowed == "*" || string.Equals(allowed, origin, StringComparison.OrdinalIgnoreCase));

    /// <summary>Requests per minute; null for <c>*</c> and for what says nothing.</summary>
    private static int? RateOf(SinkAnswer answer) =>
        int.TryParse(answer.Headers("WebHook-Allowed-Rate"), NumberStyles.None, CultureInfo.InvariantCulture, out var rate) && rate > 0 ? rate : null;

    private const string ClaimSql = $"""
        update subscription s set handshakes = s.handshakes + 1, next_handshake_at = @until
        where s.id = any(array(select id from subscription where state = 'pending' and next_handshake_at <= @now
                               order by next_handshake_at limit @Batch for update skip locked))
        returning {Subscription.Columns}
        """;

    private const string RecordSql = """
        update subscription set state = @state, state_reason = @reason, allowed_rate = @rate, next_handshake_at = @next
        where id = @Id and sink = @Sink and state = 'pending'
        """;
}
