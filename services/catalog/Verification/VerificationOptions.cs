namespace Nabij.Catalog.Verification;

/// <summary>Section <c>Verification</c> of the configuration.</summary>
internal sealed class VerificationOptions
{
    /// <summary>File with the keys that sign links: 32 bytes as base64, one a line. The first signs; the others are still accepted.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>The page that asks "is this still right?"; it finds the token behind the <c>#</c>, which no server sees.</summary>
    public string ConfirmAddress { get; set; } = "";

    public static VerificationOptions Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var options = configuration.GetSection("Verification").Get<VerificationOptions>() ?? new VerificationOptions();
        if (options.ConfirmAddress.Length == 0 && environment.IsDevelopment()) options.ConfirmAddress = "http://localhost:8081/klopt-nog";
        if (!Uri.TryCreate(options.ConfirmAddress, UriKind.Absolute, out var address) || address.Fragment.Length > 0)
            throw new InvalidOperationException("Verification:ConfirmAddress must be a full web address without a fragment.");
        return options;
    }
}
