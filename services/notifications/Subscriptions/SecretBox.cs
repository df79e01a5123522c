using System.Security.Cryptography;
using Nabij.Notifications.Deliveries;

namespace Nabij.Notifications.Subscriptions;

/// <summary>Makes subscribers' secrets and seals them (AES-256-GCM, bound to their subscription) with a key that is not in the database.</summary>
internal sealed class SecretBox
{
    private const int KeyBytes = 32, SecretBytes = 32, Nonce = 12, Tag = 16;

    private readonly byte[] _key;

    public SecretBox(WebhookOptions options)
    {
        var key = new byte[KeyBytes];
        if (!File.Exists(options.KeyFile) || !Convert.TryFromBase64String(File.ReadAllText(options.KeyFile).Trim(), key, out var length) || length != KeyBytes)
            throw new InvalidOperationException("Webhooks:KeyFile must name a file with 32 random bytes in base64 (head -c 32 /dev/urandom | base64).");
        _key = key;
    }

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    /// <summary>As Standard Webhooks writes a secret.</summary>
    public static string Show(byte[] secret) => $"whsec_{Convert.ToBase64String(secret)}";

    public byte[] Seal(Guid subscription, byte[] secret)
    {
        var box = new byte[Nonce + secret.Length + Tag];
        RandomNumberGenerator.Fill(box.AsSpan(0, Nonce));
        using var aes = new AesGcm(_key, Tag);
        aes.Encrypt(box.AsSpan(0, Nonce), secret, box.AsSpan(Nonce, secret.Length), box.AsSpan(Nonce + secret.Length), subscription.ToByteArray());
        return box;
    }

    public byte[] Open(Guid subscription, byte[] box)
    {
        var secret = new byte[box.Length - Nonce - Tag];
        using var aes = new AesGcm(_key, Tag);
        aes.Decrypt(box.AsSpan(0, Nonce), box.AsSpan(Nonce, secret.Length), box.AsSpan(Nonce + secret.Length), secret, subscription.ToByteArray());
        return secret;
    }
}
