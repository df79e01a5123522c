namespace Nabij.Notifications.Deliveries;

/// <summary>
/// <c>due</c>: to be sent, now or later. <c>delivered</c>: the sink said 2xx. <c>dropped</c>: the owner may no longer see the event. <c>dead</c>: given up.
/// </summary>
internal enum DeliveryState { Due, Delivered, Dropped, Dead }

/// <summary>What an attempt means.</summary>
/// <param name="Outcome">Code for the log of attempts.</param>
/// <param name="Wait">Until the next attempt, when it is still due.</param>
/// <param name="Pause">The sink wants nothing at all for so long.</param>
/// <param name="SinkFailed">It counts for the breaker: the sink is ill, not just this event.</param>
/// <param name="SinkGone">The subscription is disabled.</param>
internal sealed record Verdict(
    string Outcome, DeliveryState State, TimeSpan Wait = default, TimeSpan Pause = default, bool SinkFailed = false, bool SinkGone = false);

/// <summary>The breaker of one subscription. Open, it postpones all deliveries and uses up no attempts; then one delivery is the probe.</summary>
internal sealed record Breaker(int Failures, int Trips, DateTimeOffset OpenUntil);

/// <summary>When a delivery is done, tried again or given up.</summary>
internal static class DeliveryRules
{
    /// <summary>A refusal of the event itself is not repeated for three days.</summary>
    private const int RefusedAttempts = 3;

    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(24);

    /// <param name="attempt">From 1: the attempt that got this answer.</param>
    /// <param name="jitter">0..1, makes a wait up to 20 % shorter or longer.</param>
    public static Verdict Judge(SinkAnswer answer, int attempt, WebhookOptions options, double jitter)
    {
        if (answer.IsSuccess) return new Verdict("delivered", DeliveryState.Delivered);
        if (answer.Status == StatusCodes.Status410Gone) return new Verdict("gone", DeliveryState.Due, SinkGone: true);

        var refused = answer.Status is >= 400 and < 500 and not (408 or 409 or 425 or 429);
        var outcome = answer.Fault ?? (answer.Status is >= 300 and < 400 ? "redirect" : refused ? "refused" : "failed");
        if (attempt > options.Schedule.Length || (refused && attempt >= RefusedAttempts)) return new Verdict(outcome, DeliveryState.Dead, SinkFailed: !refused);

        var wait = options.Schedule[attempt - 1] * (0.8 + 0.4 * jitter);
        var asked = answer.RetryAfter is { } after && after < LongestRetryAfter ? after : answer.RetryAfter is null ? TimeSpan.Zero : LongestRetryAfter;
        return new Verdict(outcome, DeliveryState.Due, asked > wait ? asked : wait, asked, SinkFailed: !refused);
    }

    /// <summary>After a failure. While open it stays as it is: failures of deliveries that were under way say nothing new.</summary>
    public static Breaker Fail(Breaker breaker, DateTimeOffset now, WebhookOptions options)
    {
        var failures = breaker.Failures + 1;
        if (failures < options.BreakerThreshold || breaker.OpenUntil > now) return breaker with { Failures = failures };
        var pause = options.BreakerPause * Math.Pow(2, Math.Min(breaker.Trips, 20));
        return new Breaker(failures, breaker.Trips + 1, now + (pause < options.BreakerLongestPause ? pause : options.BreakerLongestPause));
    }

    /// <summary>How many may be sent at once: one probe after the breaker was open, and no more than the sink allows in a minute.</summary>
    public static int Burst(int failures, int? allowedRate, WebhookOptions options) =>
        failures >= options.BreakerThreshold ? 1 : Math.Min(options.Concurrency, allowedRate ?? int.MaxValue);
}
