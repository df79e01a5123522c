using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Nabij.Notifications.Deliveries;

/// <summary>Signatures of Standard Webhooks 1.0.0: HMAC-SHA256 over <c>{id}.{timestamp}.{body}</c>, one for each secret that is valid, separated by one space.</summary>
internal static class WebhookSignature
{
    /// <param name="id">Of the event, without a full stop.</param>
    /// <param name="timestamp">Of the attempt, in whole seconds since 1970.</param>
    /// <param name="body">The exact bytes that are sent.</param>
    /// <param name="secrets">Newest first.</param>
    public static string Sign(string id, long timestamp, ReadOnlySpan<byte> body, IReadOnlyList<byte[]> secrets)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        var signatures = new string[secrets.Count];
        for (var i = 0; i < secrets.Count; i++)
        {
            using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secrets[i]);
            hmac.AppendData(head);
            hmac.AppendData(body);
            signatures[i] = $"v1,{Convert.ToBase64String(hmac.GetHashAndReset())}";
        }

        return string.Join(' ', signatures);
    }
}
