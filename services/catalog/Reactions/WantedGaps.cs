using Nabij.Messaging;

namespace Nabij.Catalog.Reactions;

/// <summary>The gaps of coalitions, as their events tell them. An event that is older than what is known of its gap changes nothing.</summary>
internal static class WantedGaps
{
    public static Task SetAsync(
        UnitOfWork work, Guid gap, bool open, string? municipality, string? supportType, string? targetGroup, DateTimeOffset at, long version, CancellationToken ct) =>
        work.ExecuteAsync(SetSql, new { gap, open, municipality = municipality ?? "", supportType = supportType ?? "", targetGroup = targetGroup ?? "", at, version }, ct);

    private const string SetSql = """
        insert into wanted as w (gap_id, open, municipality, support_type, target_group, identified_at, version)
        values (@gap, @open, @municipality, @supportType, @targetGroup, @at, @version)
        on conflict (gap_id) do update
        set open = excluded.open, version = excluded.version
        where w.version < excluded.version
        """;
}
