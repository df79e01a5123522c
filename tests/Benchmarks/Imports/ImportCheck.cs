using Dapper;
using Npgsql;

namespace Nabij.Benchmarks.Imports;

/// <summary>Whether the database holds what the file should bring. Throws when it does not.</summary>
internal sealed class ImportCheck(NpgsqlDataSource db, ImportFile file)
{
    /// <summary>All that an import may change; the events are those that were ever stored.</summary>
    public sealed record State(long Services, long Sources, long Versions, long LastMark, long Events);

    public Task<State> StateAsync() => QueryAsync<State>("""
        select count(*) as services, count(distinct (source_name, source_id)) as sources, sum(version) as versions, max(changed_xid::text::bigint) as lastMark,
               (select case when is_called then last_value else 0 end from outbox_id_seq) as events
        from service
        """);

    public Task<int> PositionAsync(Guid import) => QueryAsync<int>("select position from import where id = @import", new { import });

    public Task ReachedAsync(Guid import, int position) => UntilAsync("select position >= @position from import where id = @import", new { import, position });

    public Task EndedAsync(Guid import) => UntilAsync("select state in ('done', 'failed') from import where id = @import", new { import });

    public async Task IsStoredAsync(Guid import, bool isPublished)
    {
        await CountsAsync(import, (file.Good, 0, 0, file.Wrong.Count));
        var state = await StateAsync();
        var version = isPublished ? 2 : 1;
        Same("services", file.Good, state.Services);
        Same("sources", file.Good, state.Sources);
        Same("services of the right state", file.Good, await QueryAsync<long>("select count(*) from service where state = @state and version = @version",
            new { state = isPublished ? "published" : "draft", version }));
        if (!isPublished) Same("events", 0, state.Events);

        await using var connection = await db.OpenConnectionAsync();
        var errors = (await connection.QueryAsync<(int Line, string Heading, bool Told)>("""
            select line, heading, least(length(problem_nl), length(problem_en), length(remedy_nl), length(remedy_en)) > 5 as told from import_error where import_id = @import
            """, new { import })).AsList();
        Same("lines with an error", file.Wrong.Count, errors.DistinctBy(e => e.Line).Count());
        if (errors.FirstOrDefault(e => !e.Told || file.Wrong.GetValueOrDefault(e.Line) != e.Heading) is { Line: > 0 } other)
            throw new InvalidOperationException($"Line {other.Line} blames {other.Heading}, not {file.Wrong.GetValueOrDefault(other.Line) ?? "nothing"}; told: {other.Told}.");
    }

    public async Task IsUnchangedAsync(Guid import, State before)
    {
        await CountsAsync(import, (0, 0, file.Good, file.Wrong.Count));
        Same("state", before, await StateAsync());
    }

    public async Task HasEachEventOnceAsync() =>
        Same("events and their services", (file.Good, file.Good), await QueryAsync<(int, int)>("select count(*)::int, count(distinct ordering_key)::int from outbox"));

    private async Task CountsAsync(Guid import, (int, int, int, int) expected) =>
        Same("rows created, changed, unchanged, failed", expected, await QueryAsync<(int, int, int, int)>("select created, changed, unchanged, failed from import where id = @import", new { import }));

    private async Task<T> QueryAsync<T>(string sql, object? args = null)
    {
        await using var connection = await db.OpenConnectionAsync();
        return await connection.QuerySingleAsync<T>(sql, args, commandTimeout: 0);
    }

    private async Task UntilAsync(string sql, object args)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await QueryAsync<bool>(sql, args)) await timer.WaitForNextTickAsync();
    }

    private static void Same<T>(string what, T expected, T found)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, found)) throw new InvalidOperationException($"{what}: {found}, not {expected}.");
    }
}
