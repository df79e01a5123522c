using System.Runtime.CompilerServices;
using Dapper;
using Nabij.Catalog.Services;
using Nabij.Catalog.Taxonomies;
using Npgsql;

namespace Nabij.Catalog.Exports;

/// <summary>
/// All services that residents find, in the order in which they were registered. They are read some at a time, so that a slow reader holds no connection; one that
/// changes meanwhile is given as it is then.
/// </summary>
internal static class PublishedServices
{
    private const int Together = 1_000;

    /// <param name="municipality">CBS code, for what is there and not in the whole country; null for all.</param>
    public static async IAsyncEnumerable<IReadOnlyList<ExportRow>> ReadAsync(NpgsqlDataSource db, string? municipality, [EnumeratorCancellation] CancellationToken ct)
    {
        var after = Guid.Empty;
        List<ExportRow> rows;
        do
        {
            await using (var connection = await db.OpenConnectionAsync(ct))
                rows = (await connection.QueryAsync<ExportRow>(new CommandDefinition(municipality is null ? AllSql : LocalSql, new { after, municipality, Together }, cancellationToken: ct))).AsList();
            if (rows.Count == 0) yield break;
            after = rows[^1].Id;
            yield return rows;
        }
        while (rows.Count == Together);
    }

    internal sealed record ExportRow : ServiceRows.Row
    {
        public string? SourceId { get; init; }
        public string? KvkNumber { get; init; }
        public string? Labels { get; init; }

        /// <summary>Those of every municipality; null without any.</summary>
        public IReadOnlyList<ServiceLabel>? ReadLabels() => ServiceLabels.Read(Labels) is { Count: > 0 } labels ? labels : null;
    }

    private const string SelectSql = $"""
        select s.id, s.organisation_id, s.state, s.version, s.content, s.reason, s.successor_id, s.published_at, s.changed_at, s.verified_at, s.verified_how,
               s.verified_by_role, s.source_seen_at, s.flagged, s.source_id, o.kvk_number,
               {ServiceLabels.OfServiceSql} as labels
        from service s
        join organisation o on o.id = s.organisation_id
        where s.state = 'published' and s.id > @after
        """;

    private const string OrderSql = "order by s.id limit @Together";

    private const string AllSql = $"{SelectSql} {OrderSql}";

    private const string LocalSql = $"{SelectSql} and s.municipalities @> array[@municipality::text] {OrderSql}";
}
