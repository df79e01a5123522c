using Dapper;
using Nabij.Notifications.EventLog;
using Npgsql;

namespace Nabij.Notifications.Feed;

/// <summary>Which events a reader wants. Empty means all that its clearance allows.</summary>
internal sealed record FeedFilter(string[] Types, string? Municipality);

/// <param name="Cursor">Where to go on: all before it was seen, given or not meant for this reader.</param>
internal sealed record FeedPage(IReadOnlyList<LoggedEvent> Events, long Cursor);

/// <summary>Reads the log by position. What is asked and what is cleared are two things: the filter only narrows.</summary>
internal sealed class FeedReader(NpgsqlDataSource db)
{
    /// <summary>The oldest events after a position, at most <paramref name="limit"/>.</summary>
    public async Task<FeedPage> ReadAsync(long after, FeedFilter filter, Clearance clearance, int limit, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        // First the head, then the page up to it: what commits in between stands after the cursor.
        var head = await connection.QuerySingleAsync<long>(new CommandDefinition(HeadSql, cancellationToken: ct));
        if (head <= after) return new FeedPage([], after);
        var events = (await connection.QueryAsync<LoggedEvent>(new CommandDefinition(PageSql, new
        {
            after,
            head,
            limit,
            filter.Types,
            filter.Municipality,
            clearance.Municipalities,
            clearance.Organisation,
        }, cancellationToken: ct))).AsList();
        return new FeedPage(events, events.Count == limit ? events[^1].Position : head);
    }

    /// <summary>The last position that is committed.</summary>
    public async Task<long> HeadAsync(CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<long>(new CommandDefinition(HeadSql, cancellationToken: ct));
    }

    private const string HeadSql = "select position from log_position where id = 1";

    private const string PageSql = $"""
        select {LoggedEvent.Columns}
        from event_log e
        where e.position > @after and e.position <= @head
          and (cardinality(@Types) = 0 or e.type = any(@Types))
          and (@Municipality::text is null or e.municipality = @Municipality)
          and {Clearance.Sql}
        order by e.position
        limit @limit
        """;
}
