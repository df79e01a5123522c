using Nabij.Contracts;
using Nabij.Messaging;

namespace Nabij.Notifications.Mail;

/// <summary>A reporter who left an address gets word. Only the reference is kept.</summary>
internal sealed class QueueReporterNotice(TimeProvider clock) : IHandle<ReporterNoticeDue>
{
    public Task HandleAsync(ReporterNoticeDue message, UnitOfWork work, CancellationToken ct) => work.ExecuteAsync(InsertSql, new
    {
        id = message.EventId,
        message.RecipientRef,
        message.Template,
        now = clock.GetUtcNow(),
    }, ct);

    private const string InsertSql = """
        insert into mail (id, recipient_ref, template, due_at, created_at) values (@id, @RecipientRef, @Template, @now, @now)
        """;
}
