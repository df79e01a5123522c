using Nabij.Contracts;
using Nabij.Messaging;

namespace Nabij.Catalog.Reactions;

/// <summary>Somebody was referred to a service: the catalogue sees what is asked for.</summary>
internal sealed class CountReferral : IHandle<SignalReferred>
{
    public Task HandleAsync(SignalReferred message, UnitOfWork work, CancellationToken ct) => work.ExecuteAsync(CountSql, new
    {
        message.ServiceId,
        month = new DateOnly(message.OccurredAt.UtcDateTime.Year, message.OccurredAt.UtcDateTime.Month, 1),
    }, ct);

    private const string CountSql = """
        insert into demand (service_id, month, referrals) values (@ServiceId, @month, 1)
        on conflict (service_id, month) do update set referrals = demand.referrals + 1
        """;
}
