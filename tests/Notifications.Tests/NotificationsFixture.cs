using Nabij.Testing;
using Notifications.Tests;

[assembly: AssemblyFixture(typeof(NotificationsFixture))]

namespace Notifications.Tests;

/// <summary>The service with short waits, a mail server, and a signals service that knows recipients.</summary>
public sealed class NotificationsFixture() : ServiceFixture<Program>("notifications")
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nabij-notifications").FullName;
    private readonly FakeSignals _signals = FakeSignals.Start();

    private MailServer? _mails;

    public FakeSignals Signals => _signals;

    public MailServer Mails => _mails ??= new MailServer(Mailbox);

    public string KeyFile
    {
        get
        {
            var file = Path.Combine(_folder, "webhooks.key");
            if (!File.Exists(file)) File.WriteAllText(file, Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)));
            return file;
        }
    }

    public string Mailbox => Path.Combine(_folder, "mail");

    protected override IEnumerable<KeyValuePair<string, string>> Settings =>
    [
        new("Webhooks:KeyFile", KeyFile),
        new("Webhooks:AllowedSinks", "127.0.0.1:*"),
        new("Webhooks:Origin", "events.nabij.test"),
        new("Webhooks:Schedule:0", "00:00:00.3"),
        new("Webhooks:Schedule:1", "00:00:00.3"),
        new("Webhooks:Schedule:2", "00:00:00.3"),
        new("Webhooks:HandshakeWaits:0", "00:00:00.2"),
        new("Webhooks:Deadline", "00:00:02"),
        new("Webhooks:Lease", "00:00:03"),
        new("Webhooks:BreakerPause", "00:00:01"),
        new("Services:signals", _signals.Address),
        new("Services:catalog", _signals.Address),
        new("Mail:SmtpHost", "127.0.0.1"),
        new("Mail:SmtpPort", $"{Mails.Port}"),
        new("Mail:SmtpSecurity", "None"),
        new("Mail:FirstRetry", "00:00:00.2"),
        new("Mail:MostTries", "3"),
    ];

    protected override string TokenEndpoint => $"{_signals.Address}/token";

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _signals.DisposeAsync();
        await Mails.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
