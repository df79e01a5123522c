using MimeKit;

namespace Nabij.Notifications.Mail;

/// <summary>What every mail of the platform has.</summary>
internal static class PlatformMail
{
    /// <param name="id">Of the queued mail: a repeated sending has the same Message-ID.</param>
    public static MimeMessage Create(Guid id, string recipient, string subject, string text, string html, MailOptions options)
    {
        var from = MailboxAddress.Parse(options.From);
        var message = new MimeMessage { Subject = subject, MessageId = $"{id}@{from.Domain}" };
        message.From.Add(from);
        message.To.Add(MailboxAddress.Parse(recipient));
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Body = new BodyBuilder { TextBody = text, HtmlBody = html }.ToMessageBody();
        return message;
    }
}
