using System.Text.Json;
using MimeKit;
using Nabij.Contracts;
using Nabij.Testing;

namespace Notifications.Tests;

/// <summary>Mail to people whose address stays where it belongs.</summary>
public sealed class MailTests(NotificationsFixture notifications)
{
    [Theory]
    [InlineData("signal-received", "Wij hebben uw melding ontvangen"), InlineData("signal-closed", "Er is nieuws over uw melding")]
    public async Task A_reporter_gets_a_notice_without_content_and_the_reference_is_used_up(string template, string subject)
    {
        var (notice, address) = await NoticeAsync(template: template);
        using var message = await MessageAsync(notice);
        Assert.Equal(address, message.To.Mailboxes.Single().Address);
        Assert.Equal(subject, message.Subject);
        Assert.Contains("http://localhost:8081/volgen", message.TextBody, StringComparison.Ordinal);
        Assert.Contains("http://localhost:8081/volgen", message.HtmlBody, StringComparison.Ordinal);
        foreach (var body in new[] { message.TextBody, message.HtmlBody })
        {
            Assert.DoesNotContain(notice.SignalRef.ToString(), body, StringComparison.Ordinal);
            Assert.DoesNotContain(notice.RecipientRef.ToString(), body, StringComparison.Ordinal);
            Assert.DoesNotContain(address, body, StringComparison.Ordinal);
        }

        await StateAsync(notice, "done");
        Assert.Single(notifications.Signals.Acknowledged, r => r == notice.RecipientRef);
    }

    [Fact]
    public async Task No_address_is_stored()
    {
        var (notice, address) = await NoticeAsync();
        await StateAsync(notice, "done");
        var row = await notifications.ScalarAsync<string>("select row_to_json(m)::text from mail m where id = @EventId", new { notice.EventId });
        Assert.DoesNotContain("@", row, StringComparison.Ordinal);
        Assert.DoesNotContain(address.Split('@')[0], row, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_signals_service_is_away_the_mail_waits()
    {
        notifications.Signals.FailNext(2);
        var (notice, _) = await NoticeAsync();
        await StateAsync(notice, "done");
        Assert.Equal(3, await notifications.ScalarAsync<int>("select attempts from mail where id = @EventId", new { notice.EventId }));
    }

    [Fact]
    public async Task A_reference_that_is_gone_ends_the_mail()
    {
        var (notice, _) = await NoticeAsync(known: false);
        await StateAsync(notice, "expired");
        Assert.False(File.Exists(Path.Combine(notifications.Mailbox, $"{notice.EventId}.eml")));
    }

    [Theory]
    [InlineData("550 5.1.1 No such user"), InlineData("550 5.1.10 Recipient not found"), InlineData("550 5.2.1 Mailbox disabled")]
    public async Task An_address_that_is_refused_is_told_once_without_the_address(string refused)
    {
        var (notice, address) = await NoticeAsync(refused: refused);
        var told = await notifications.Broker.HearAsync<MailUndeliverable>(e => e.RecipientRef == notice.RecipientRef);
        Assert.Equal(("signal-closed", "address-refused"), (told.Template, told.Reason));
        Assert.DoesNotContain(address.Split('@')[0], JsonSerializer.Serialize(told), StringComparison.Ordinal);
        await StateAsync(notice, "failed");
        Assert.Single(notifications.Mails.Tries, a => a == address);
        await notifications.Broker.PublishAsync(notice);
        await StateAsync((await NoticeAsync()).Notice, "done"); // after it, in the same lane
        Assert.Single(notifications.Broker.Heard<MailUndeliverable>(), e => e.RecipientRef == notice.RecipientRef);
    }

    [Theory]
    [InlineData("554 5.7.1 Relay access denied", null, "message-refused"), InlineData(null, "550 5.7.1 Looks like spam", "message-refused")]
    [InlineData("550 Not now", null, "address-refused"), InlineData("552 5.2.2 Mailbox full", null, "address-refused"), InlineData("550 5.1.11 Whatever", null, "address-refused")]
    public async Task A_refusal_that_may_be_our_own_fault_or_pass_counts_after_all_tries(string? refused, string? refusedMessage, string reason)
    {
        var (notice, address) = await NoticeAsync(refused: refused, refusedMessage: refusedMessage);
        Assert.Equal(reason, (await notifications.Broker.HearAsync<MailUndeliverable>(e => e.RecipientRef == notice.RecipientRef)).Reason);
        await StateAsync(notice, "failed");
        Assert.Equal(3, notifications.Mails.Tries.Count(a => a == address));
    }

    [Fact]
    public async Task Tries_of_an_outage_are_no_refusals()
    {
        notifications.Signals.FailNext(3);
        var (notice, address) = await NoticeAsync(refused: "554 5.7.1 Relay access denied");
        await StateAsync(notice, "failed");
        Assert.Equal(3, notifications.Mails.Tries.Count(a => a == address));
        Assert.Equal(6, await notifications.ScalarAsync<int>("select attempts from mail where id = @EventId", new { notice.EventId }));
    }

    [Fact]
    public async Task What_is_refused_for_now_is_tried_again_however_often()
    {
        var (notice, address) = await NoticeAsync(refused: "450 4.2.1 Try again later");
        await Eventually.TrueAsync(() => Task.FromResult(notifications.Mails.Tries.Count(a => a == address) > 3));
        Assert.True(notifications.Mails.RefusedAddresses.TryRemove(address, out _));
        await StateAsync(notice, "done");
        Assert.DoesNotContain(notifications.Broker.Heard<MailUndeliverable>(), e => e.RecipientRef == notice.RecipientRef);
    }

    [Fact]
    public async Task What_is_no_address_is_not_tried()
    {
        var (notice, _) = await NoticeAsync(address: "geen adres");
        Assert.Equal("address-invalid", (await notifications.Broker.HearAsync<MailUndeliverable>(e => e.RecipientRef == notice.RecipientRef)).Reason);
        await StateAsync(notice, "failed");
    }

    [Fact]
    public async Task A_notice_that_comes_twice_is_sent_once()
    {
        var (notice, _) = await NoticeAsync();
        await notifications.Broker.PublishAsync(notice);
        await StateAsync(notice, "done");
        Assert.Equal(1, await notifications.ScalarAsync<long>("select count(*) from mail where recipient_ref = @RecipientRef", new { notice.RecipientRef }));
    }

    [Fact]
    public async Task An_organisation_is_asked_whether_its_service_is_right_with_a_link_that_stands_in_the_mail_alone()
    {
        const string link = "https://nabij.example/klopt-nog#geheim-token";
        var due = new ProviderNoticeDue
        {
            OccurredAt = TimeProvider.System.GetUtcNow(),
            AggregateVersion = 4,
            ServiceId = Guid.NewGuid(),
            RecipientRef = Guid.NewGuid(),
            Template = "verification-due",
        };
        notifications.Signals.Organisations[due.RecipientRef] = ("info@debrug.example", "Wandelen & <koffie>\r\nBcc: x@y.example", link);
        await notifications.Broker.PublishAsync(due);

        var file = Path.Combine(notifications.Mailbox, $"{due.EventId}.eml");
        await Eventually.TrueAsync(() => Task.FromResult(File.Exists(file)));
        using var message = await MimeMessage.LoadAsync(file);
        Assert.Equal("info@debrug.example", message.To.Mailboxes.Single().Address);
        Assert.Empty(message.Bcc);
        Assert.StartsWith("Klopt “Wandelen & <koffie>", message.Subject, StringComparison.Ordinal);
        Assert.Contains(link, message.TextBody, StringComparison.Ordinal);
        Assert.Contains($"href=\"{link}\"", message.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("Wandelen &amp; &lt;koffie&gt;", message.HtmlBody, StringComparison.Ordinal);

        const string row = "select row_to_json(m)::text from mail m where id = @EventId and state = 'done'";
        var stored = await Eventually.GetAsync(() => notifications.ScalarAsync<string>(row, new { due.EventId }));
        Assert.DoesNotContain("geheim", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("@", stored, StringComparison.Ordinal);
        Assert.Single(notifications.Signals.Acknowledged, r => r == due.RecipientRef);
    }

    private async Task<(ReporterNoticeDue Notice, string Address)> NoticeAsync(
        bool known = true, string template = "signal-closed", string? refused = null, string? refusedMessage = null, string? address = null)
    {
        var notice = new ReporterNoticeDue
        {
            OccurredAt = TimeProvider.System.GetUtcNow(),
            AggregateVersion = 1,
            Municipality = "GM0344",
            SignalRef = Guid.NewGuid(),
            RecipientRef = Guid.NewGuid(),
            Template = template,
        };
        address ??= $"reporter-{Guid.NewGuid():N}@example.org";
        if (refused is not null) notifications.Mails.RefusedAddresses[address] = refused;
        if (refusedMessage is not null) notifications.Mails.RefusedMessages[address] = refusedMessage;
        if (known) notifications.Signals.Addresses[notice.RecipientRef] = address;
        await notifications.Broker.PublishAsync(notice);
        return (notice, address);
    }

    private Task StateAsync(ReporterNoticeDue notice, string state) => Eventually.TrueAsync(
        async () => await notifications.ScalarAsync<string>("select state from mail where id = @EventId", new { notice.EventId }) == state,
        async () => await notifications.ScalarAsync<string>("select row_to_json(m)::text from mail m where id = @EventId", new { notice.EventId }) ?? "no mail");

    private async Task<MimeMessage> MessageAsync(ReporterNoticeDue notice)
    {
        var file = Path.Combine(notifications.Mailbox, $"{notice.EventId}.eml");
        await Eventually.TrueAsync(() => Task.FromResult(File.Exists(file)));
        return await MimeMessage.LoadAsync(file);
    }
}
