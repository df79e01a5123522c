using Nabij.Messaging;

namespace Nabij.Signals.Reactions;

/// <summary>The read model of the catalogue: which services can be referred to. An older event changes nothing.</summary>
internal static class KnownServices
{
    public static Task SetAsync(UnitOfWork work, Guid service, bool active, long version, CancellationToken ct) =>
        work.ExecuteAsync(SetSql, new { service, active, version }, ct);

    private const string SetSql = """
        insert into known_service (service_id, active, version) values (@service, @active, @version)
        on conflict (service_id) do update set active = excluded.active, version = excluded.version
        where known_service.version < excluded.version
        """;
}
