namespace Nabij.Signals.Retention;

/// <summary>Section <c>Retention</c> of the configuration: how long is kept what stands beside the signals.</summary>
internal sealed class RetentionOptions
{
    /// <summary>Of the logs: five years, of which two may be leap years. The database itself keeps them as long, whatever is set here.</summary>
    public static readonly TimeSpan ShortestOfLogs = TimeSpan.FromDays(5 * 365 + 2);

    /// <summary>Lines of the processing log.</summary>
    public TimeSpan ProcessingLog { get; set; } = ShortestOfLogs;

    /// <summary>Lines of the audit log.</summary>
    public TimeSpan AuditLog { get; set; } = ShortestOfLogs;

    /// <summary>Requests of people about their own data, after the decision; a day at least.</summary>
    public TimeSpan RightsRequests { get; set; } = TimeSpan.FromDays(730);

    public static RetentionOptions Read(IConfiguration configuration)
    {
        var options = configuration.GetSection("Retention").Get<RetentionOptions>() ?? new RetentionOptions();
        if (options.ProcessingLog < ShortestOfLogs || options.AuditLog < ShortestOfLogs)
            throw new InvalidOperationException($"Retention:ProcessingLog and Retention:AuditLog must be {ShortestOfLogs.Days} days at least: five years.");
        return options.RightsRequests >= TimeSpan.FromDays(1) ? options : throw new InvalidOperationException("Retention:RightsRequests must be a day at least.");
    }
}
