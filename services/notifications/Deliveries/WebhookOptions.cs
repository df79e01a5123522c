using System.Globalization;

namespace Nabij.Notifications.Deliveries;

/// <summary>Section <c>Webhooks</c> of the configuration.</summary>
internal sealed class WebhookOptions
{
    /// <summary>File with the key that seals the subscribers' secrets: 32 random bytes in base64.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>
    /// In Development only: sinks that may be on loopback and speak plain HTTP, as <c>host:port</c> with <c>*</c> for any port, separated by commas.
    /// </summary>
    public string AllowedSinks { get; set; } = "";

    /// <summary>Who asks sinks for leave to call them (<c>WebHook-Request-Origin</c>); by default the host of <c>Events:PublicAddress</c>.</summary>
    public string Origin { get; set; } = "";

    /// <summary>Waits after the first, second ... failed attempt; after the last the delivery is dead. Default: Standard Webhooks, three days.</summary>
    public TimeSpan[] Schedule { get; set; } = [];

    /// <summary>Waits after the first, second ... handshake that was not granted; after the last the subscription is disabled.</summary>
    public TimeSpan[] HandshakeWaits { get; set; } = [];

    /// <summary>For all of one attempt: connect, send, headers and body.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>After this a claimed delivery is taken for abandoned. Longer than the deadline.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Deliveries in flight to one subscription, per replica.</summary>
    public int Concurrency { get; set; } = 8;

    /// <summary>Subscriptions that are served side by side, per replica.</summary>
    public int Lanes { get; set; } = 256;

    /// <summary>Failures in a row that open the breaker.</summary>
    public int BreakerThreshold { get; set; } = 5;

    /// <summary>First pause of an open breaker; it doubles with each failed probe.</summary>
    public TimeSpan BreakerPause { get; set; } = TimeSpan.FromSeconds(30);

    public TimeSpan BreakerLongestPause { get; set; } = TimeSpan.FromMinutes(15);

    public static WebhookOptions From(IConfiguration configuration, IHostEnvironment environment, string publicAddress)
    {
        var options = configuration.GetSection("Webhooks").Get<WebhookOptions>() ?? new WebhookOptions();
        if (options.AllowedSinks.Length > 0 && !environment.IsDevelopment())
            throw new InvalidOperationException("Webhooks:AllowedSinks opens the guard on private addresses. It is for Development only: remove it.");
        if (options.Lease <= options.Deadline) throw new InvalidOperationException("Webhooks:Lease must be longer than Webhooks:Deadline.");
        if (options.Origin.Length == 0) options.Origin = new Uri(publicAddress).Host;
        if (options.Schedule.Length == 0) options.Schedule = ThreeDays;
        if (options.HandshakeWaits.Length == 0) options.HandshakeWaits = [TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1)];
        return options;
    }

    /// <summary>True when this sink is excepted from the guard.</summary>
    public bool IsAllowed(string host, int port) => AllowedSinks.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Any(sink => sink.LastIndexOf(':') is > 0 and var colon
            && string.Equals(sink[..colon], host, StringComparison.OrdinalIgnoreCase)
            && (sink[(colon + 1)..] == "*" || sink[(colon + 1)..] == port.ToString(CultureInfo.InvariantCulture)));

    private static TimeSpan[] ThreeDays =>
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];
}
