using System.Diagnostics;
using Nabij.Messaging;
using Nabij.Notifications.EventLog;
using Nabij.Notifications.Subscriptions;

namespace Nabij.Notifications.Deliveries;

/// <summary>Sends one burst of one subscription's due deliveries: claim with a lease, attempt, record. A crash in between repeats the attempt, with the same id.</summary>
internal sealed class DeliveryLane(
    UnitOfWorkFactory works, SinkClient sinks, SecretBox box, WebhookOptions options, NotificationMetrics metrics, TimeProvider clock)
{
    /// <summary>False when there was nothing to send.</summary>
    public async Task<bool> ServeAsync(Guid subscription)
    {
        var burst = await ClaimAsync(subscription);
        if (burst is null) return false;
        await Task.WhenAll(burst.Deliveries.Select(d => AttemptAsync(burst, d)));
        return true;
    }

    private async Task<Burst?> ClaimAsync(Guid id)
    {
        await using var work = works.Begin();
        var now = clock.GetUtcNow();
        var subscription = await work.QuerySingleOrDefaultAsync<Subscription>(LockSql, new { id, now });
        if (subscription is null) return null;
        var count = DeliveryRules.Burst(subscription.Failures, subscription.AllowedRate, options);
        var deliveries = await work.QueryAsync<ClaimedDelivery>(ClaimSql, new { id, now, count, until = now + options.Lease });
        if (deliveries.Count == 0) return null;
        var secrets = await work.QueryAsync<byte[]>(SecretsSql, new { id, now });
        if (subscription.AllowedRate is { } rate)
            await work.ExecuteAsync(PaceSql, new { id, next = now + TimeSpan.FromMinutes(1) * deliveries.Count / rate });
        await work.CommitAsync();
        return new Burst(subscription, [.. secrets.Select(s => box.Open(id, s))], deliveries);
    }

    private async Task AttemptAsync(Burst burst, ClaimedDelivery e)
    {
        var number = e.Attempts + 1;
        if (!burst.Subscription.Clearance.Allows(e))
        {
            await RecordAsync(burst, e, new Attempt(number, clock.GetUtcNow(), 0, null, "", null), new Verdict("no-clearance", DeliveryState.Dropped));
            return;
        }

        // A trace of its own, linked to the event's: an attempt may come days later.
        Activity.Current = null;
        var origin = Telemetry.Parse(e.Attributes.GetValueOrDefault("traceparent"));
        using var activity = Telemetry.Source.StartActivity("webhook deliver", ActivityKind.Client, default(ActivityContext), links: origin == default ? [] : [new ActivityLink(origin)]);
        activity?.SetTag("nabij.event.id", e.EventId).SetTag("nabij.event.type", e.Type).SetTag("nabij.subscription", burst.Subscription.Id).SetTag("nabij.attempt", number);

        var at = clock.GetUtcNow();
        using var request = WebhookRequest.Create(burst.Subscription, e, at, burst.Secrets);
        var answer = await sinks.SendAsync(request);
        var took = clock.GetUtcNow() - at;
        var verdict = DeliveryRules.Judge(answer, number, options, Random.Shared.NextDouble());

        activity?.SetTag("nabij.outcome", verdict.Outcome).SetTag("http.response.status_code", answer.Status);
        if (!answer.IsSuccess) activity?.SetStatus(ActivityStatusCode.Error);
        metrics.Attempted(verdict.Outcome);
        await RecordAsync(burst, e, new Attempt(number, at, (int)took.TotalMilliseconds, answer.Status, answer.Body, activity?.TraceId.ToString()), verdict);
        if (verdict.State == DeliveryState.Delivered) metrics.Delivered(clock.GetUtcNow() - e.LoggedAt);
    }

    private async Task RecordAsync(Burst burst, ClaimedDelivery delivery, Attempt attempt, Verdict verdict)
    {
        await using var work = works.Begin();
        var (id, now) = (burst.Subscription.Id, clock.GetUtcNow());
        // The subscription first, as everyone does who locks both: deleting it does.
        if (await work.QuerySingleOrDefaultAsync<Breaker>(BreakerSql, new { id }) is not { } breaker) return;
        var recorded = await work.ExecuteAsync(RecordSql, new
        {
            id,
            delivery.Position,
            delivery.Attempts,
            attempt.Number,
            attempt.At,
            attempt.DurationMs,
            verdict.Outcome,
            attempt.Status,
            attempt.Body,
            attempt.TraceId,
            state = verdict.State.ToString(),
            dueAt = now + verdict.Wait,
            finishedAt = verdict.State == DeliveryState.Due ? (DateTimeOffset?)null : now,
        });
        // Its lease ran out, and another has recorded an attempt: theirs counts.
        if (recorded == 0) return;

        if (verdict.SinkGone) await work.ExecuteAsync(DisableSql, new { id, burst.Subscription.Sink, reason = StateReasons.SinkGone, now });
        if (verdict.Pause > TimeSpan.Zero) await work.ExecuteAsync(PauseSql, new { id, until = now + verdict.Pause });
        if (verdict.SinkFailed) await work.ExecuteAsync(FailSql, FailureOf(id, breaker, now));
        else if (verdict.State == DeliveryState.Delivered) await work.ExecuteAsync(RecoverSql, new { id });
        await work.CommitAsync();
    }

    private object FailureOf(Guid id, Breaker breaker, DateTimeOffset now)
    {
        var failed = DeliveryRules.Fail(breaker, now, options);
        return new { id, failed.Failures, failed.Trips, failed.OpenUntil, now };
    }

    private sealed record Burst(Subscription Subscription, IReadOnlyList<byte[]> Secrets, IReadOnlyList<ClaimedDelivery> Deliveries);

    /// <summary>The event, and how often it was tried.</summary>
    private sealed record ClaimedDelivery : LoggedEvent
    {
        public int Attempts { get; init; }
    }

    private sealed record Attempt(int Number, DateTimeOffset At, int DurationMs, int? Status, string Body, string? TraceId);

    private const string LockSql = $"""
        select {Subscription.Columns}
        from subscription s
        where s.id = @id and s.state = 'active' and s.open_until <= @now and s.next_send_at <= @now
        for no key update
        """;

    private const string ClaimSql = $"""
        with claimed as (
            update delivery set leased_until = @until
            where subscription_id = @id and position = any(array(
                select position from delivery
                where subscription_id = @id and state = 'due' and due_at <= @now and leased_until <= @now
                order by position limit @count for update skip locked))
            returning position, attempts)
        select c.attempts, {LoggedEvent.Columns}
        from claimed c join event_log e on e.position = c.position
        order by e.position
        """;

    private const string SecretsSql = """
        select sealed from subscription_secret
        where subscription_id = @id and (expires_at is null or expires_at > @now)
        order by created_at desc
        """;

    private const string PaceSql = "update subscription set next_send_at = @next where id = @id";

    private const string RecordSql = """
        with recorded as (
            update delivery
            set state = lower(@state), attempts = @Number, due_at = @dueAt, leased_until = '-infinity', finished_at = @finishedAt
            where subscription_id = @id and position = @Position and attempts = @Attempts and state = 'due'
            returning subscription_id, position)
        insert into delivery_attempt (subscription_id, position, number, at, duration_ms, outcome, status, body, trace_id)
        select subscription_id, position, @Number, @At, @DurationMs, @Outcome, @Status, @Body, @TraceId from recorded
        """;

    private const string DisableSql = """
        update subscription set state = 'disabled', state_reason = @reason, changed_at = @now where id = @id and sink = @Sink and state = 'active'
        """;

    private const string PauseSql = "update subscription set open_until = greatest(open_until, @until) where id = @id";

    private const string BreakerSql = "select failures, trips, open_until from subscription where id = @id for no key update";

    private const string FailSql = """
        update subscription
        set failures = @Failures, trips = @Trips, open_until = greatest(open_until, @OpenUntil), failing_since = coalesce(failing_since, @now)
        where id = @id
        """;

    private const string RecoverSql = "update subscription set failures = 0, trips = 0, failing_since = null where id = @id and failures > 0";
}
