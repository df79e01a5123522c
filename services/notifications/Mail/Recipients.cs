using System.Net;

namespace Nabij.Notifications.Mail;

/// <summary>Asks the signals service who is behind a reference, at the moment of sending. What it answers is used and forgotten.</summary>
internal sealed class Recipients(HttpClient signals)
{
    /// <summary>The mail address; null when the reference is used up, too old or unknown.</summary>
    public async Task<string?> FindAsync(Guid reference, CancellationToken ct)
    {
        using var answer = await signals.PostAsync(new Uri($"/signals/internal/recipients/{reference}", UriKind.Relative), null, ct);
        if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone) return null;
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<Recipient>(ct))!.Email;
    }

    /// <summary>The message has gone out: the reference dies.</summary>
    public async Task AcknowledgeAsync(Guid reference, CancellationToken ct)
    {
        using var answer = await signals.PostAsync(new Uri($"/signals/internal/recipients/{reference}/acknowledge", UriKind.Relative), null, ct);
        if (answer.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.Gone)) answer.EnsureSuccessStatusCode();
    }

    private sealed record Recipient(string Email);
}
