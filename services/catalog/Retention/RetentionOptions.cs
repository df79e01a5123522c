namespace Nabij.Catalog.Retention;

/// <summary>Section <c>Retention</c> of the configuration: how long the catalogue keeps what people wrote and did. A day at least.</summary>
internal sealed class RetentionOptions
{
    /// <summary>The words of a correction, after the decision.</summary>
    public TimeSpan CorrectionTexts { get; set; } = TimeSpan.FromDays(30);

    /// <summary>The words of a correction that nobody decides, after it came.</summary>
    public TimeSpan OpenCorrectionTexts { get; set; } = TimeSpan.FromDays(365);

    /// <summary>Corrections and proposals, after the decision or the withdrawal.</summary>
    public TimeSpan Decided { get; set; } = TimeSpan.FromDays(730);

    /// <summary>Checks of a service, but for the last.</summary>
    public TimeSpan Checks { get; set; } = TimeSpan.FromDays(730);

    /// <summary>Questions to an organisation and their links, once the link was used or has expired.</summary>
    public TimeSpan Links { get; set; } = TimeSpan.FromDays(30);

    public static RetentionOptions Read(IConfiguration configuration)
    {
        var options = configuration.GetSection("Retention").Get<RetentionOptions>() ?? new RetentionOptions();
        return new[] { options.CorrectionTexts, options.OpenCorrectionTexts, options.Decided, options.Checks, options.Links }.Min() >= TimeSpan.FromDays(1)
            ? options
            : throw new InvalidOperationException("Each time of Retention must be a day at least.");
    }
}
