using System.Net;

namespace Nabij.Notifications.Mail;

/// <summary>Who a message is for.</summary>
/// <param name="Subject">What it is about, for messages that say so.</param>
/// <param name="Link">What the reader is to follow; it is secret, and stands nowhere but in the message.</param>
internal sealed record Recipient(string Email, string? Subject = null, string? Link = null);

/// <summary>Asks the service that owns an address who is behind a reference, at the moment of sending. What it answers is used and forgotten.</summary>
internal abstract class Recipients(HttpClient http, string owner)
{
    /// <summary>Null when the reference is used up, too old or unknown.</summary>
    public async Task<Recipient?> FindAsync(Guid reference, CancellationToken ct)
    {
        using var answer = await http.PostAsync(new Uri($"/{owner}/internal/recipients/{reference}", UriKind.Relative), null, ct);
        if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone) return null;
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<Recipient>(ct))!;
    }

    /// <summary>The message has gone out: the reference dies.</summary>
    public async Task AcknowledgeAsync(Guid reference, CancellationToken ct)
    {
        using var answer = await http.PostAsync(new Uri($"/{owner}/internal/recipients/{reference}/acknowledge", UriKind.Relative), null, ct);
        if (answer.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.Gone)) answer.EnsureSuccessStatusCode();
    }
}

/// <summary>Reporters.</summary>
internal sealed class SignalsRecipients(HttpClient http) : Recipients(http, Owner)
{
    public const string Owner = "signals";
}

/// <summary>Organisations that offer services.</summary>
internal sealed class CatalogRecipients(HttpClient http) : Recipients(http, Owner)
{
    public const string Owner = "catalog";
}
