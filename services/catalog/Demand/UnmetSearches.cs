using System.Threading.Channels;
using Dapper;
using Nabij.Catalog.Search;
using Npgsql;

namespace Nabij.Catalog.Demand;

/// <summary>
/// Counts searches that found nothing, by municipality and need. A search only leaves a note in memory; every few seconds the notes become one
/// statement. What does not fit, or cannot be stored, is not counted: nobody waits for a counter.
/// <para>
/// What counts as another search: the same need in the same municipality counts once in a quarter of an hour, over all replicas, whoever asks and
/// however often. So nothing of anybody has to be remembered to tell people apart, and whoever tries again and again counts as one.
/// </para>
/// </summary>
internal sealed partial class UnmetSearches(NpgsqlDataSource db, TimeProvider clock, ILogger<UnmetSearches> log) : BackgroundService
{
    private const int MostWaiting = 1_000;

    /// <summary>In which the same need counts once.</summary>
    public static readonly TimeSpan Apart = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Channel<SearchQuery> _waiting = Channel.CreateBounded<SearchQuery>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Takes note of a search without results; neither waits nor fails.</summary>
    public void Note(SearchQuery query)
    {
        if (query.Municipality is not null) _waiting.Writer.TryWrite(query);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var needs = new HashSet<UnmetNeed>();
            for (var taken = 0; taken < MostWaiting && _waiting.Reader.TryRead(out var query); taken++) needs.UnionWith(UnmetNeed.Of(query));
            try
            {
                await StoreAsync(needs, clock.GetUtcNow(), stoppingToken);
            }
            catch (NpgsqlException e)
            {
                LogLost(needs.Count, e.SqlState);
            }
        }
    }

    public async Task StoreAsync(IReadOnlyCollection<UnmetNeed> needs, DateTimeOffset now, CancellationToken ct)
    {
        if (needs.Count == 0) return;
        var quarter = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % Apart.Ticks), TimeSpan.Zero);
        await using var connection = await db.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(StoreSql, new
        {
            day = DateOnly.FromDateTime(quarter.UtcDateTime),
            quarter,
            municipalities = needs.Select(n => n.Municipality).ToArray(),
            supportTypes = needs.Select(n => n.SupportType).ToArray(),
            problems = needs.Select(n => n.Problem).ToArray(),
            targetGroups = needs.Select(n => n.TargetGroup).ToArray(),
        }, cancellationToken: ct));
    }

    [LoggerMessage(LogLevel.Warning, "{Count} searches without results were not counted: {SqlState}.")]
    private partial void LogLost(int count, string? sqlState);

    // In one order, so that replicas do not wait for each other in a circle.
    private const string StoreSql = """
        insert into unmet_search (municipality, support_type, problem, target_group, day, searches, counted_at)
        select m, s, p, t, @day, 1, @quarter
        from unnest(@municipalities, @supportTypes, @problems, @targetGroups) as n (m, s, p, t)
        order by m, s, p, t
        on conflict (municipality, support_type, problem, target_group, day) do update
        set searches = unmet_search.searches + 1, counted_at = excluded.counted_at
        where unmet_search.counted_at < excluded.counted_at
        """;
}
