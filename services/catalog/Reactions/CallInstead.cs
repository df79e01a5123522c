using Nabij.Contracts;
using Nabij.Messaging;

namespace Nabij.Catalog.Reactions;

/// <summary>
/// A mail did not reach the organisation: for this check its service is asked about by telephone, as one without an address. The link that nobody got leads nowhere any
/// more. That of a message that was refused stays: an earlier try may have come through.
/// </summary>
internal sealed class CallInstead : IHandle<MailUndeliverable>
{
    public Task HandleAsync(MailUndeliverable message, UnitOfWork work, CancellationToken ct) =>
        work.ExecuteAsync(CallSql, new { message.RecipientRef, linkStays = message.Reason == MailUndeliverable.MessageRefused }, ct);

    private const string CallSql = """
        update verification_request set by_phone = true, token_hash = case when @linkStays then token_hash end, recipient_ref = null
        where recipient_ref = @RecipientRef and used_at is null
        """;
}
