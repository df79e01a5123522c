using Nabij.Contracts;
using Nabij.Messaging;

namespace Nabij.Catalog.Reactions;

/// <summary>No mail reaches the organisation: its service is asked about as one without an address, by telephone. The link that nobody got leads nowhere any more.</summary>
internal sealed class CallInstead : IHandle<MailUndeliverable>
{
    public Task HandleAsync(MailUndeliverable message, UnitOfWork work, CancellationToken ct) => work.ExecuteAsync(CallSql, new { message.RecipientRef }, ct);

    private const string CallSql = """
        update verification_request set by_phone = true, token_hash = null, recipient_ref = null where recipient_ref = @RecipientRef and used_at is null
        """;
}
