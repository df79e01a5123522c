using MailKit.Net.Smtp;
using MimeKit;

namespace Nabij.Notifications.Mail;

/// <summary>Brings a message on its way.</summary>
internal interface IMailCarrier
{
    Task SendAsync(MimeMessage message, CancellationToken ct);
}

/// <summary>Hands messages to a mail server.</summary>
internal sealed class SmtpCarrier(MailOptions options) : IMailCarrier
{
    private const int TimeoutMs = 30_000;

    public async Task SendAsync(MimeMessage message, CancellationToken ct)
    {
        using var smtp = new SmtpClient { Timeout = TimeoutMs };
        await smtp.ConnectAsync(options.SmtpHost, options.SmtpPort, options.SmtpSecurity, ct);
        if (options.SmtpUser.Length > 0) await smtp.AuthenticateAsync(options.SmtpUser, options.SmtpPassword, ct);
        await smtp.SendAsync(message, ct);
        await smtp.DisconnectAsync(quit: true, ct);
    }
}

/// <summary>Puts messages into a folder, one .eml file each. A repeated message replaces itself.</summary>
internal sealed class PickupCarrier(MailOptions options) : IMailCarrier
{
    public async Task SendAsync(MimeMessage message, CancellationToken ct)
    {
        Directory.CreateDirectory(options.PickupFolder);
        var file = Path.Combine(options.PickupFolder, message.MessageId!.Split('@')[0]);
        await message.WriteToAsync($"{file}.part", ct);
        File.Move($"{file}.part", $"{file}.eml", overwrite: true);
    }
}
