using MimeKit;

namespace Nabij.Notifications.Mail;

/// <summary>
/// The notice to a reporter, in plain Dutch. It says nothing about the signal and holds no code: whoever reads the mailbox learns only that there is
/// something to read.
/// </summary>
internal static class NoticeMail
{
    /// <param name="template">A code that is not known here gets the general words: there is news.</param>
    public static MimeMessage Compose(Guid id, string template, string recipient, MailOptions options)
    {
        var words = WordsFor(template);
        return PlatformMail.Create(id, recipient, words, Text(words, options.FollowAddress), Html(words, options.FollowAddress), options);
    }

    private static string WordsFor(string template) => template switch
    {
        "signal-received" => "Wij hebben uw melding ontvangen",
        "signal-question" => "Wij hebben een vraag over uw melding",
        _ => "Er is nieuws over uw melding",
    };

    private static string Text(string words, string link) => $"""
        Goedendag,

        U deed een melding via Nabij. {words}.

        Zo leest u hoe het ermee staat:
        1. Ga naar {link}
        2. Vul de code in die u kreeg toen u de melding deed.

        In deze e-mail staat niets over uw melding. Zo blijft uw melding privé.
        U kunt deze e-mail niet beantwoorden.

        Vriendelijke groet,
        Nabij

        """;

    private static string Html(string words, string link) => $"""
        <!doctype html>
        <html lang="nl">
        <head><meta charset="utf-8"><title>{words}</title></head>
        <body style="font-family: sans-serif; font-size: 16px; line-height: 1.5">
        <p>Goedendag,</p>
        <p>U deed een melding via Nabij. {words}.</p>
        <p>Zo leest u hoe het ermee staat:</p>
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
