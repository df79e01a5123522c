using Nabij.Contracts;
using Nabij.Messaging;

namespace Nabij.Notifications.Mail;

/// <summary>An organisation gets a question about its service. Only the reference is kept.</summary>
internal sealed class QueueProviderNotice(TimeProvider clock) : IHandle<ProviderNoticeDue>
{
    public Task HandleAsync(ProviderNoticeDue message, UnitOfWork work, CancellationToken ct) => work.ExecuteAsync(InsertSql, new
    {
        id = message.EventId,
        message.RecipientRef,
        message.Template,
        CatalogRecipients.Owner,
        now = clock.GetUtcNow(),
    }, ct);

    private const string InsertSql = """
        insert into mail (id, recipient_ref, template, owner, due_at, created_at) values (@id, @RecipientRef, @Template, @Owner, @now, @now)
        """;
}
