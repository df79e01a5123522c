using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Nabij.Notifications.EventLog;
using Nabij.Notifications.Subscriptions;

namespace Nabij.Notifications.Deliveries;

/// <summary>One attempt as an HTTP request: CloudEvents HTTP binding and Standard Webhooks headers, signed for this attempt.</summary>
internal static class WebhookRequest
{
    public static HttpRequestMessage Create(Subscription subscription, LoggedEvent e, DateTimeOffset at, IReadOnlyList<byte[]> secrets)
    {
        var binary = subscription.Format == SubscriptionFormat.Binary;
        var body = Encoding.UTF8.GetBytes(binary ? e.Data() : e.Event);
        var request = new HttpRequestMessage(HttpMethod.Post, subscription.Sink) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = binary
            ? new MediaTypeHeaderValue("application/json")
            : new MediaTypeHeaderValue("application/cloudevents+json", "utf-8");
        if (binary)
        {
            foreach (var (name, value) in e.Attributes.Where(a => a.Key != "datacontenttype"))
                request.Headers.TryAddWithoutValidation($"ce-{name}", Encode(value));
        }

        var (id, timestamp) = (e.EventId.ToString(), at.ToUnixTimeSeconds());
        request.Headers.TryAddWithoutValidation("webhook-id", id);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("webhook-signature", WebhookSignature.Sign(id, timestamp, body, secrets));
        return request;
    }

    /// <summary>HTTP binding §3.1.3.2: space, quote, percent and all outside U+0021..U+007E as percent-encoded UTF-8.</summary>
    private static string Encode(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var b in Encoding.UTF8.GetBytes(value))
        {
            if (b is > 0x20 and < 0x7f and not ((byte)'"' or (byte)'%')) text.Append((char)b);
            else text.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }

        return text.ToString();
    }
}
