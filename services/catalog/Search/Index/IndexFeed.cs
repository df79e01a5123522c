using System.Text.Json;
using Dapper;
using Nabij.Catalog.Search.Dutch;
using Nabij.Catalog.Services;
using Nabij.Catalog.Taxonomies;
using Nabij.Reference.Calendar;
using Npgsql;

namespace Nabij.Catalog.Search.Index;

/// <summary>
/// Keeps this replica's index like the database: reads all at the start, then every <see cref="Pause"/> what changed. Each write marks its row with its
/// transaction id (a trigger does); what is read again and again is all from the oldest transaction that was still running on, so that none is missed,
/// in whatever order they commit.
/// </summary>
internal sealed partial class IndexFeed(SearchIndex index, NpgsqlDataSource db, TimeProvider clock, ILogger<IndexFeed> log) : BackgroundService
{
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private const int AnalysedTogether = 2_000, Lessons = 12;

    private readonly Dictionary<Guid, long> _applied = [];

    private Reading _last = null!;
    private long _horizon;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(Pause, clock);
        Task<Reading>? reading = ReadAllAsync(stoppingToken);
        do
        {
            try
            {
                if (reading is { IsCompleted: true })
                {
                    _last = await reading;
                    _horizon = _last.Horizon;
                    _applied.Clear();
                    reading = null;
                    LogRead(_last.Writer.Current.Count);
                    GiveBackMemory();
                }

                if (_last is null) continue;
                await CatchUpAsync(stoppingToken);
                if (reading is null && IsOutdated()) reading = ReadAllAsync(stoppingToken);
            }
            catch (NpgsqlException e)
            {
                LogAway(e.SqlState);
                if (reading is { IsFaulted: true }) reading = ReadAllAsync(stoppingToken);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>
    /// Reading leaves much garbage; before the first request a pause harms nobody. And the collector, which saw most of what was new live on, would let some
    /// 100 MB of garbage gather each time: a few short collections in which nothing lives on teach it better.
    /// </summary>
    private void GiveBackMemory()
    {
        GC.Collect(GC.MaxGeneration, index.IsRead ? GCCollectionMode.Optimized : GCCollectionMode.Aggressive, blocking: !index.IsRead, compacting: !index.IsRead);
        for (var lesson = 0; lesson < Lessons; lesson++) GC.Collect(0, GCCollectionMode.Forced, blocking: true);
    }

    /// <summary>Worn, of another day in the Netherlands, or with words taken apart that editors want whole.</summary>
    private bool IsOutdated() =>
        _last.Writer.IsWorn || clock.Today() != DutchDay.Of(_last.Writer.Current.BuiltAt) || !_last.Synonyms.WholeWords.SetEquals(index.Synonyms.WholeWords);

    private async Task CatchUpAsync(CancellationToken ct)
    {
        var asked = clock.GetUtcNow();
        await using var connection = await db.OpenConnectionAsync(ct);
        var (synonyms, taxonomies, horizon, marks) = await LookAsync(connection, ct);
        if (synonyms != index.Synonyms.Version) index.Synonyms = await SynonymStore.LoadAsync(db, ct);
        if (taxonomies != index.Taxonomies.Version) index.Taxonomies = await TaxonomyStore.LoadAsync(connection, ct);
        var changed = marks.Where(m => _applied.GetValueOrDefault(m.Id) != m.Mark).ToDictionary();
        if (changed.Count > 0)
        {
            var rows = (await connection.QueryAsync<Row>(new CommandDefinition($"{SelectSql} where s.id = any(@ids)", new { ids = changed.Keys.ToArray() }, cancellationToken: ct))).AsList();
            _last.Writer.Apply([.. rows.Where(r => r.State == "published").Select(r => r.ToService())], [.. rows.Where(r => r.State != "published").Select(r => r.Id)]);
            // A row that was changed once more meanwhile is read once more: its mark is another by then.
            foreach (var (id, mark) in changed) _applied[id] = mark;
        }

        foreach (var (id, _) in _applied.Where(a => a.Value < horizon).ToList()) _applied.Remove(id);
        _horizon = horizon;
        index.Show(_last.Writer.Current, _last.Analyzer, asked);
    }

    /// <summary>Versions of the lists, and what changed: one round to the database, for it is asked five times a second beside the searches.</summary>
    private async Task<(long Synonyms, long Taxonomies, long Horizon, List<(Guid Id, long Mark)> Marks)> LookAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var answers = await connection.QueryMultipleAsync(
            new CommandDefinition($"{SynonymStore.VersionSql}; {TaxonomyStore.VersionSql}; {HorizonSql}; {ChangedSql}", new { horizon = _horizon }, cancellationToken: ct));
        return (await answers.ReadSingleAsync<long>(), await answers.ReadSingleAsync<long>(), await answers.ReadSingleAsync<long>(),
            (await answers.ReadAsync<(Guid, long)>()).AsList());
    }

    private async Task<Reading> ReadAllAsync(CancellationToken ct)
    {
        await Task.Yield();
        var now = clock.GetUtcNow();
        var synonyms = index.Synonyms = await SynonymStore.LoadAsync(db, ct);
        var analyzer = new DutchAnalyzer(synonyms.WholeWords);
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("set local statement_timeout = 0", cancellationToken: ct));
        // Marks of a database that was restored into another server can lie in that server's future.
        await connection.ExecuteAsync(new CommandDefinition("update service set changed_xid = pg_current_xact_id() where changed_xid > pg_snapshot_xmax(pg_current_snapshot())", cancellationToken: ct));
        var horizon = await connection.ExecuteScalarAsync<long>(new CommandDefinition(HorizonSql, cancellationToken: ct));

        var builder = new SegmentBuilder(now);
        var rows = new List<Row>(AnalysedTogether);
        await using var reader = await connection.ExecuteReaderAsync(new CommandDefinition(
            $"{SelectSql} where s.state = 'published' order by s.national desc, s.municipalities, s.id", commandTimeout: 0, cancellationToken: ct));
        var parse = reader.GetRowParser<Row>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(parse(reader));
            if (rows.Count == AnalysedTogether) AddAll();
        }

        AddAll();
        await reader.DisposeAsync();
        await transaction.CommitAsync(ct);
        var writer = new IndexWriter(analyzer, now);
        writer.AddSegment(builder.Build());
        return new Reading(writer, analyzer, synonyms, horizon);

        void AddAll()
        {
            foreach (var service in rows.AsParallel().AsOrdered().Select(r => AnalysedService.Of(r.ToService(), analyzer, now))) builder.Add(service);
            rows.Clear();
        }
    }

    /// <summary>All that was published, as read at one time.</summary>
    private sealed record Reading(IndexWriter Writer, DutchAnalyzer Analyzer, EditedSynonyms Synonyms, long Horizon);

    private sealed record Row
    {
        public Guid Id { get; init; }
        public string State { get; init; } = "";
        public Guid OrganisationId { get; init; }
        public string OrganisationName { get; init; } = "";
        public string? Content { get; init; }
        public DateTimeOffset PublishedAt { get; init; }
        public DateTimeOffset? VerifiedAt { get; init; }
        public string? Labels { get; init; }

        public IndexedService ToService() =>
            new(Id, OrganisationId, OrganisationName, JsonSerializer.Deserialize<ServiceContent>(Content!, JsonSerializerOptions.Web)!, PublishedAt, VerifiedAt, ServiceLabels.Read(Labels));
    }

    [LoggerMessage(LogLevel.Information, "The index was read: {Count} services.")]
    private partial void LogRead(int count);

    [LoggerMessage(LogLevel.Warning, "The index waits for the database ({SqlState}).")]
    private partial void LogAway(string? sqlState);

    private const string HorizonSql = "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint";

    private const string ChangedSql = "select id, changed_xid::text::bigint as mark from service where changed_xid >= @horizon::text::xid8";

    private const string SelectSql = $"""
        select s.id, s.state, s.organisation_id, o.name as organisation_name, case when s.state = 'published' then s.content end as content, s.published_at, s.verified_at,
               {ServiceLabels.OfServiceSql} as labels
        from service s
        join organisation o on o.id = s.organisation_id
        """;
}
