namespace Nabij.Notifications.EventLog;

/// <summary>Section <c>Events</c> of the configuration.</summary>
internal sealed class EventLogOptions
{
    /// <summary>The organisation's OIN (20 digits), in the source of every event. Outside Development it must be set.</summary>
    public string Oin { get; set; } = "";

    /// <summary>Where partners find the gateway: for <c>dataref</c>, and its host is the origin of webhooks. Outside Development it must be set.</summary>
    public string PublicAddress { get; set; } = "";

    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(90);

    public static EventLogOptions From(IConfiguration configuration, IHostEnvironment environment)
    {
        var options = configuration.GetSection("Events").Get<EventLogOptions>() ?? new EventLogOptions();
        if (environment.IsDevelopment())
        {
            if (options.Oin.Length == 0) options.Oin = "00000009999999999000"; // fictitious
            if (options.PublicAddress.Length == 0) options.PublicAddress = "http://localhost:8080";
        }

        if (options.Oin.Length != 20 || !options.Oin.All(char.IsAsciiDigit)) throw new InvalidOperationException("Events:Oin must be an OIN of 20 digits.");
        if (!Uri.TryCreate(options.PublicAddress, UriKind.Absolute, out _)) throw new InvalidOperationException("Events:PublicAddress must be an absolute address.");
        options.PublicAddress = options.PublicAddress.TrimEnd('/');
        return options;
    }
}
