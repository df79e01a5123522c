using System.Net;
using MimeKit;

namespace Nabij.Notifications.Mail;

/// <summary>Asks an organisation whether its service is still right, in plain Dutch. The link confirms only after a click on its page.</summary>
internal static class VerificationMail
{
    public const string Template = "verification-due";

    /// <param name="recipient">With subject and link.</param>
    public static MimeMessage Compose(Guid id, Recipient recipient, MailOptions options)
    {
        var name = string.Concat((recipient.Subject ?? "").Select(c => char.IsControl(c) ? ' ' : c));
        var link = recipient.Link ?? "";
        return PlatformMail.Create(id, recipient.Email, $"Klopt “{name}” nog?", Text(name, link), Html(WebUtility.HtmlEncode(name), WebUtility.HtmlEncode(link)), options);
    }

    private static string Text(string name, string link) => $"""
        Goedendag,

        “{name}” staat in de sociale kaart van Nabij. Wij vragen u of alles nog klopt.

        Klopt alles nog? Open dan deze link en klik op de knop:
        {link}

        De link werkt één keer, en niet langer dan 30 dagen.

        Klopt er iets niet meer? Log dan in en verander het.
        U kunt deze e-mail niet beantwoorden.

        Vriendelijke groet,
        Nabij

        """;

    private static string Html(string name, string link) => $"""
        <!doctype html>
        <html lang="nl">
        <head><meta charset="utf-8"><title>Klopt dit nog?</title></head>
        <body style="font-family: sans-serif; font-size: 16px; line-height: 1.5">
        <p>Goedendag,</p>
        <p>“{name}” staat in de sociale kaart van Nabij. Wij vragen u of alles nog klopt.</p>
        <p>Klopt alles nog? Open dan deze link en klik op de knop:<br><a href="{link}">Ja, dit klopt nog</a></p>
        <p>De link werkt één keer, en niet langer dan 30 dagen.</p>
        <p>Klopt er iets niet meer? Log dan in en verander het.<br>U kunt deze e-mail niet beantwoorden.</p>
        <p>Vriendelijke groet,<br>Nabij</p>
        </body>
        </html>

        """;
}
