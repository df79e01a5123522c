namespace Nabij.Messaging;

/// <summary>Section <c>Messaging</c> of the configuration, and the broker's address in <c>RabbitMq:Uri</c>.</summary>
public sealed class MessagingOptions
{
    /// <summary>Name of the service: of its queue, and the first part of the wire names that it publishes.</summary>
    public string Service { get; set; } = "";

    /// <summary><c>amqp://user:password@host:port/vhost</c>. Never logged.</summary>
    public string Broker { get; set; } = "";

    /// <summary>Longest wait for the confirms of one batch before the relay starts again.</summary>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Attempts (1..n) after which a message that no queue takes is parked in the outbox, with its lane.</summary>
    public int RelayAttempts { get; set; } = 10;

    /// <summary>Messages that the broker hands out before the first is acknowledged.</summary>
    public ushort Prefetch { get; set; } = 256;

    /// <summary>Partitions by aggregate: messages in one are handled in order, partitions side by side. Each uses one connection.</summary>
    public int Partitions { get; set; } = 4;

    /// <summary>Most messages that share one transaction.</summary>
    public int InboxBatch { get; set; } = 100;

    /// <summary>Waits before the in-process retries, each with up to 50 % jitter.</summary>
    public TimeSpan[] Retries { get; set; } = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500)];

    /// <summary>
    /// Waits before the delayed retries, which leave the queue and let later messages pass. Empty for a reaction that must keep
    /// order whatever happens. After the last one the message goes to the error queue.
    /// </summary>
    public TimeSpan[] DelayedRetries { get; set; } = [TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10)];

    /// <summary>How long a handled message is remembered: longer than any redelivery by hand.</summary>
    public TimeSpan InboxRetention { get; set; } = TimeSpan.FromDays(30);
}
