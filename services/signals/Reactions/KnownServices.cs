using Nabij.Messaging;
using Nabij.Signals.FollowUp;

namespace Nabij.Signals.Reactions;

/// <summary>The read model of the catalogue: which services can be referred to, and whose they are. An older event changes nothing.</summary>
internal static class KnownServices
{
    /// <summary>Whoever was referred to it before is flagged no longer because of a pause.</summary>
    public static async Task OpenAsync(UnitOfWork work, Guid service, Guid? organisation, long version, CancellationToken ct)
    {
        if (await work.ExecuteAsync(SetSql, new { service, active = true, organisation, version }, ct) == 0) return;
        await work.ExecuteAsync(UnflagSql, new { service, SignalFlag.ServicePaused }, ct);
    }

    /// <summary>Nobody is referred to it, and the handlers of who was referred and is not done there are told.</summary>
    /// <param name="flag">Of <see cref="SignalFlag"/>.</param>
    public static async Task CloseAsync(UnitOfWork work, Guid service, Guid? organisation, string flag, long version, DateTimeOffset at, CancellationToken ct)
    {
        if (await work.ExecuteAsync(SetSql, new { service, active = false, organisation, version }, ct) == 0) return;
        await work.ExecuteAsync(FlagSql, new { service, flag, at }, ct);
    }

    private const string SetSql = """
        insert into known_service (service_id, active, organisation_id, version) values (@service, @active, @organisation, @version)
        on conflict (service_id) do update set active = excluded.active, organisation_id = coalesce(excluded.organisation_id, known_service.organisation_id),
            version = excluded.version
        where known_service.version < excluded.version
        """;

    // In order, so that two reactions never wait for each other.
    private const string OpenSql = """
        select s.id from referral r join signal s on s.id = r.signal_id
        where r.service_id = @service and r.status in ('sent', 'accepted', 'started') and s.state in ('referred', 'started') order by s.id for update of s
        """;

    private const string FlagSql = $"update signal set flag = @flag, flagged_at = @at, version = version + 1 where id in ({OpenSql})";

    private const string UnflagSql = $"update signal set flag = null, flagged_at = null, version = version + 1 where flag = @ServicePaused and id in ({OpenSql})";
}
