namespace Nabij.Identity;

/// <summary>Section <c>Identity</c>. Everything secret comes from here, and so from the environment.</summary>
internal sealed class IdentitySettings
{
    /// <summary>The address in <c>iss</c>; without it, the address that the caller used.</summary>
    public Uri? Issuer { get; init; }

    /// <summary>PEM file with the private signing key; made at the first start.</summary>
    public string KeyFile { get; init; } = "";

    /// <summary>The one password of all demo users.</summary>
    public string DemoPassword { get; init; } = "";

    /// <summary>By client id, with <c>_</c> for <c>-</c>: a shell cannot export a name with a hyphen.</summary>
    public Dictionary<string, ClientSettings> Clients { get; init; } = [];

    internal sealed class ClientSettings
    {
        public string? Secret { get; init; }

        /// <summary>Replaces the one of demo.json.</summary>
        public string? RedirectUri { get; init; }
    }
}
