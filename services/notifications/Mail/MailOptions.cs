using MailKit.Security;

namespace Nabij.Notifications.Mail;

/// <summary>Section <c>Mail</c> of the configuration.</summary>
internal sealed class MailOptions
{
    /// <summary><c>smtp</c>, or <c>pickup</c>: write .eml files into a folder.</summary>
    public string Delivery { get; set; } = "smtp";

    public string PickupFolder { get; set; } = "";

    public string SmtpHost { get; set; } = "";

    public int SmtpPort { get; set; } = 587;

    /// <summary><c>StartTls</c> (default), <c>SslOnConnect</c>, or <c>None</c>: the last in Development only.</summary>
    public SecureSocketOptions SmtpSecurity { get; set; } = SecureSocketOptions.StartTls;

    /// <summary>Empty when the server asks for no name.</summary>
    public string SmtpUser { get; set; } = "";

    public string SmtpPassword { get; set; } = "";

    /// <summary>Sender, as <c>Name &lt;address&gt;</c>.</summary>
    public string From { get; set; } = "";

    /// <summary>Where a reporter follows a signal with its code.</summary>
    public string FollowAddress { get; set; } = "";

    /// <summary>First wait after a failure; it doubles up to an hour. A reference that is gone ends it.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// So many tries of a mail that the server refuses for good while there may be such a mailbox. Twenty are some fourteen hours; up to twenty after
    /// an outage, whose tries do not count.
    /// </summary>
    public int MostTries { get; set; } = 20;

    public static MailOptions Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var options = configuration.GetSection("Mail").Get<MailOptions>() ?? new MailOptions();
        if (environment.IsDevelopment())
        {
            if (options.From.Length == 0) options.From = "Nabij <niet-antwoorden@nabij.example>";
            if (options.FollowAddress.Length == 0) options.FollowAddress = "http://localhost:8081/volgen";
        }
        else if (options.SmtpSecurity is not (SecureSocketOptions.StartTls or SecureSocketOptions.SslOnConnect))
        {
            throw new InvalidOperationException("Mail:SmtpSecurity must be StartTls or SslOnConnect: mail goes out encrypted.");
        }

        if (options.Delivery is not ("smtp" or "pickup")) throw new InvalidOperationException("Mail:Delivery must be smtp or pickup.");
        return options;
    }
}
