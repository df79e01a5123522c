using MimeKit;

namespace Nabij.Notifications.Mail;

/// <summary>
/// The notice to a reporter, in plain Dutch. It says nothing about the signal and holds no code: whoever reads the mailbox learns only that there is
/// news. Every template code says this for now; the code is kept, so that others can say more later.
/// </summary>
internal static class NoticeMail
{
    private const string Subject = "Er is nieuws over uw melding";

    /// <param name="id">Of the queued mail: a repeated sending has the same Message-ID.</param>
    public static MimeMessage Compose(Guid id, string recipient, MailOptions options)
    {
        var from = MailboxAddress.Parse(options.From);
        var message = new MimeMessage { Subject = Subject, MessageId = $"{id}@{from.Domain}" };
        message.From.Add(from);
        message.To.Add(MailboxAddress.Parse(recipient));
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Body = new BodyBuilder { TextBody = Text(options.FollowAddress), HtmlBody = Html(options.FollowAddress) }.ToMessageBody();
        return message;
    }

    private static string Text(string link) => $"""
        Goedendag,

        U deed een melding via Nabij. Er is nieuws over uw melding.

        Zo leest u het nieuws:
        1. Ga naar {link}
        2. Vul de code in die u kreeg toen u de melding deed.

        In deze e-mail staat niets over uw melding. Zo blijft uw melding privé.
        U kunt deze e-mail niet beantwoorden.

        Vriendelijke groet,
        Nabij

        """;

    private static string Html(string link) => $"""
        <!doctype html>
        <html lang="nl">
        <head><meta charset="utf-8"><title>{Subject}</title></head>
        <body style="font-family: sans-serif; font-size: 16px; line-height: 1.5">
        <p>Goedendag,</p>
        <p>U deed een melding via Nabij. Er is nieuws over uw melding.</p>
        <p>Zo leest u het nieuws:</p>
        <ol>
        <li>Ga naar <a href="{link}">{link}</a></li>
        <li>Vul de code in die u kreeg toen u de melding deed.</li>
        </ol>
        <p>In deze e-mail staat niets over uw melding. Zo blijft uw melding privé.<br>U kunt deze e-mail niet beantwoorden.</p>
        <p>Vriendelijke groet,<br>Nabij</p>
        </body>
        </html>

        """;
}
