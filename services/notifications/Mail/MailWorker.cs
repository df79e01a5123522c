using MailKit.Net.Smtp;
using MimeKit;
using Nabij.Contracts;
using Nabij.Messaging;
using Npgsql;

namespace Nabij.Notifications.Mail;

/// <summary>
/// Sends what is queued: asks for the address, sends, marks it sent, and tells the owner of the address that the reference is used. A crash in
/// between repeats a step; the message keeps its Message-ID. What is refused for good is told to the owner. No address is stored or logged.
/// </summary>
internal sealed partial class MailWorker(
    UnitOfWorkFactory works, IServiceScopeFactory scopes, IMailCarrier carrier, MailOptions options, NotificationMetrics metrics, TimeProvider clock,
    ILogger<MailWorker> log) : Worker(clock, log)
{
    private const int Batch = 8;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromHours(1);

    protected override async Task TurnAsync(CancellationToken ct)
    {
        var mails = await ClaimAsync(ct);
        await Task.WhenAll(mails.Select(m => HandleAsync(m, ct)));
        if (mails.Count < Batch) await Task.Delay(Poll, Clock, ct);
    }

    private async Task<IReadOnlyList<QueuedMail>> ClaimAsync(CancellationToken ct)
    {
        await using var work = works.Begin();
        var now = Clock.GetUtcNow();
        var mails = await work.QueryAsync<QueuedMail>(ClaimSql, new { now, until = now + Lease, Batch }, ct);
        await work.CommitAsync(ct);
        return mails;
    }

    private async Task HandleAsync(QueuedMail mail, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        Recipients recipients = mail.Owner == CatalogRecipients.Owner
            ? scope.ServiceProvider.GetRequiredService<CatalogRecipients>()
            : scope.ServiceProvider.GetRequiredService<SignalsRecipients>();
        try
        {
            if (mail.State == "due")
            {
                if (await recipients.FindAsync(mail.RecipientRef, ct) is not { } recipient)
                {
                    await EndAsync(mail, "expired", ct);
                    return;
                }

                if (!MailboxAddress.TryParse(recipient.Email, out _))
                {
                    await RefuseAsync(mail, MailRefusal.AddressInvalid, ct);
                    return;
                }

                using var message = mail.Template == VerificationMail.Template
                    ? VerificationMail.Compose(mail.Id, recipient, options)
                    : NoticeMail.Compose(mail.Id, mail.Template, recipient.Email, options);
                await carrier.SendAsync(message, ct);
                await MarkAsync(mail, "sent", Clock.GetUtcNow() + Lease, ct);
            }

            await recipients.AcknowledgeAsync(mail.RecipientRef, ct);
            await EndAsync(mail, "done", ct);
        }
        catch (SmtpCommandException e) when (MailRefusal.Of(e, lastTry: mail.Refusals + 1 >= options.MostTries) is { } reason)
        {
            await RefuseAsync(mail, reason, ct);
        }
        catch (Exception e) when (e is not NpgsqlException && !ct.IsCancellationRequested)
        {
            // The owner of the address, the mail server or the network; the reference dies after 72 hours, and that ends the attempts.
            LogRetry(mail.Id, mail.Attempts, e.GetType().Name);
            await MarkAsync(mail, null, Clock.GetUtcNow() + Backoff(mail.Attempts), ct, refused: MailRefusal.IsForGood(e));
        }
    }

    private TimeSpan Backoff(int attempts)
    {
        var wait = options.FirstRetry * Math.Pow(2, Math.Min(attempts - 1, 20));
        return (wait < LongestRetry ? wait : LongestRetry) * (0.8 + Random.Shared.NextDouble() * 0.4);
    }

    private Task RefuseAsync(QueuedMail mail, string reason, CancellationToken ct)
    {
        LogRefused(mail.Id, reason);
        return EndAsync(mail, "failed", ct, new MailUndeliverable
        {
            OccurredAt = Clock.GetUtcNow(),
            AggregateVersion = 1,
            RecipientRef = mail.RecipientRef,
            Template = mail.Template,
            Reason = reason,
        });
    }

    private async Task EndAsync(QueuedMail mail, string state, CancellationToken ct, MailUndeliverable? happened = null)
    {
        await using var work = works.Begin();
        if (happened is not null) work.Publish(happened);
        await work.ExecuteAsync(EndSql, new { mail.Id, state, now = Clock.GetUtcNow() }, ct);
        await work.CommitAsync(ct);
        metrics.MailEnded(state);
    }

    private async Task MarkAsync(QueuedMail mail, string? state, DateTimeOffset due, CancellationToken ct, bool refused = false)
    {
        await using var work = works.Begin();
        await work.ExecuteAsync(MarkSql, new { mail.Id, state, due, refusals = refused ? 1 : 0 }, ct);
        await work.CommitAsync(ct);
    }

    private sealed record QueuedMail
    {
        public Guid Id { get; init; }
        public Guid RecipientRef { get; init; }
        public string Template { get; init; } = "";
        public string Owner { get; init; } = "";
        public string State { get; init; } = "";
        public int Attempts { get; init; }
        public int Refusals { get; init; }
    }

    private const string ClaimSql = """
        update mail set attempts = attempts + 1, due_at = @until
        where id = any(array(select id from mail where state in ('due', 'sent') and due_at <= @now order by due_at limit @Batch for update skip locked))
        returning id, recipient_ref, template, owner, state, attempts, refusals
        """;

    private const string MarkSql = "update mail set state = coalesce(@state, state), due_at = @due, refusals = refusals + @refusals where id = @Id";

    private const string EndSql = "update mail set state = @state, finished_at = @now where id = @Id";

    [LoggerMessage(LogLevel.Warning, "Mail {Mail} did not go out at attempt {Attempt} ({Reason}); it is tried again.")]
    private partial void LogRetry(Guid mail, int attempt, string reason);

    [LoggerMessage(LogLevel.Warning, "Mail {Mail} cannot be delivered ({Reason}).")]
    private partial void LogRefused(Guid mail, string reason);
}
