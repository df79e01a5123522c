using Nabij.Contracts;
using Nabij.Messaging;
using Nabij.Signals.FollowUp;
using Nabij.Signals.Receipts;
using Nabij.Signals.Vault;

namespace Nabij.Signals.Reporter;

/// <summary>The rows of the dialogue, and the signal that a reporter's session belongs to.</summary>
internal static class Messages
{
    /// <summary>The signal of the session, locked; null without a good session.</summary>
    public static async Task<Signal?> LoadForReporterAsync(this UnitOfWork work, ReceiptSession session, DateTimeOffset now, CancellationToken ct) =>
        await work.QuerySingleOrDefaultAsync<Guid?>(SessionSql, new { hash = session.Hash, now }, ct) is { } id ? await work.LoadForChangeAsync(id, ct) : null;

    /// <summary>Kinds of the messages until now, in order.</summary>
    public static Task<IReadOnlyList<string>> KindsAsync(this UnitOfWork work, Guid signal, CancellationToken ct) => work.QueryAsync<string>(KindsSql, new { signal }, ct);

    /// <param name="actor">Of the handler; null for the reporter.</param>
    public static Task WriteAsync(this UnitOfWork work, SignalKeys keys, string kind, string text, string? actor, DateTimeOffset now, CancellationToken ct)
    {
        var id = Guid.CreateVersion7();
        return work.ExecuteAsync(WriteSql, new { id, keys.Signal, kind, text = keys.Seal(KeyOwner.Case, SealedField.Message(id), text).Bytes, now, actor }, ct);
    }

    /// <summary>Sets down that the other side reads them now.</summary>
    public static Task ReadAsync(this UnitOfWork work, Guid signal, string[] kinds, DateTimeOffset now, CancellationToken ct) =>
        work.ExecuteAsync(ReadSql, new { signal, kinds, now }, ct);

    /// <summary>A reporter who left an address that takes mail hears that there is something to read, and no more.</summary>
    public static async Task NotifyReporterAsync(this UnitOfWork work, Signal signal, string template, DateTimeOffset now, CancellationToken ct)
    {
        if (!signal.HearsByMail) return;
        var recipient = Guid.NewGuid();
        await work.ExecuteAsync(RecipientSql, new { recipient, signal.Id, now }, ct);
        work.Publish(new ReporterNoticeDue
        {
            OccurredAt = now,
            AggregateVersion = signal.Version,
            Municipality = signal.Municipality,
            SignalRef = signal.EventRef,
            RecipientRef = recipient,
            Template = template,
        });
    }

    /// <summary>What is set of a signal when another address, or none, takes the place of one that refused mail.</summary>
    public const string ReachableSql = $"""
        mail_refused_at = null, flag = nullif(flag, '{SignalFlag.MailUndeliverable}'),
               flagged_at = case when flag = '{SignalFlag.MailUndeliverable}' then null else flagged_at end
        """;

    private const string SessionSql = """
        select s.id from receipt_session r join signal s on s.id = r.signal_id
        where r.token_hash = @hash and r.expires_at > @now and s.state <> 'erased'
        """;

    private const string KindsSql = "select kind from message where signal_id = @signal order by sent_at, id";

    private const string WriteSql = "insert into message (id, signal_id, kind, text, sent_at, actor) values (@id, @Signal, @kind, @text, @now, @actor)";

    private const string ReadSql = "update message set read_at = @now where signal_id = @signal and kind = any(@kinds) and read_at is null";

    private const string RecipientSql = "insert into recipient (ref, signal_id, created_at) values (@recipient, @Id, @now)";
}
