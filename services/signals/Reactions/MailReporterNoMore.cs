using Nabij.Contracts;
using Nabij.Messaging;
using Nabij.Signals.FollowUp;

namespace Nabij.Signals.Reactions;

/// <summary>
/// A mail did not reach the reporter: the handler sees it. No further mail is asked for until the reporter gives another address, unless the message was refused: then the
/// address may be fine. A refusal that comes after another address was given, or the old one removed, finds its reference dead and changes nothing.
/// </summary>
internal sealed class MailReporterNoMore : IHandle<MailUndeliverable>
{
    public async Task HandleAsync(MailUndeliverable message, UnitOfWork work, CancellationToken ct)
    {
        // The signal is locked before its references, as everywhere.
        if (await work.QuerySingleOrDefaultAsync<Guid?>(LockSql, new { message.RecipientRef }, ct) is not { } signal) return;
        if (await work.ExecuteAsync(UseUpSql, new { message.RecipientRef, message.OccurredAt }, ct) == 0) return;
        await work.ExecuteAsync(message.Reason == MailUndeliverable.MessageRefused ? FlagSql : MarkSql, new { signal, message.OccurredAt, SignalFlag.MailUndeliverable }, ct);
    }

    private const string LockSql = "select s.id from recipient r join signal s on s.id = r.signal_id where r.ref = @RecipientRef for update of s";

    private const string UseUpSql = "update recipient set acknowledged_at = @OccurredAt where ref = @RecipientRef and acknowledged_at is null";

    // A flag that is there says more of the person.
    private const string MarkSql = """
        update recipient set acknowledged_at = @OccurredAt where signal_id = @signal and acknowledged_at is null;
        update signal set mail_refused_at = @OccurredAt, flagged_at = case when flag is null then @OccurredAt else flagged_at end,
               flag = coalesce(flag, @MailUndeliverable), version = version + 1
        where id = @signal;
        """;

    private const string FlagSql = "update signal set flag = @MailUndeliverable, flagged_at = @OccurredAt, version = version + 1 where id = @signal and flag is null";
}
