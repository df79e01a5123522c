using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Nabij.Benchmarks.Search;
using Nabij.Catalog.Search;
using Nabij.Catalog.Search.Dutch;
using Nabij.Catalog.Search.Index;
using Nabij.Reference;
using Nabij.ServiceDefaults.Database;
using Nabij.Testing;
using Npgsql;
using OwnDatabase = Catalog.Tests.Defaults.OwnDatabase;

namespace Catalog.Tests.Search;

/// <summary>What the index counts, sorts and finds is what the database holds.</summary>
public sealed class IndexTests : IAsyncLifetime
{
    /// <summary>None of them is hidden then.</summary>
    private static readonly DateTimeOffset Day = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private const int Services = 600, Combinations = 1000;

    private readonly RandomServices _services = new(7, Day.UtcDateTime);
    private OwnDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await OwnDatabase.CreateAsync();
        await Migrator.RunAsync(_database.ConnectionString, typeof(Program).Assembly);
        await _services.StoreAsync(_database.Source, Services);
        await using var connection = await _database.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        // For some kinds these are checked too long ago.
        await connection.ExecuteAsync("update service set verified_at = verified_at - interval '60 days' where hashtext(id::text) % 2 = 0");
        await connection.ExecuteAsync(SqlCounts.LabelSql, new { municipalities = Municipalities.All.Select(m => m.Code).ToArray(), SqlCounts.Labels });
    }

    public async ValueTask DisposeAsync() => await _database.DisposeAsync();

    /// <summary>Any combination of filters: the total and every count of every value, also those that are 0, as SQL counts them.</summary>
    [Fact]
    public async Task Every_count_is_what_sql_counts()
    {
        await using var replica = await Replica.StartAsync(_database.Source);
        var random = new Random(11);
        var index = await replica.IndexAsync();
        SearchQuery[] queries = [.. Enumerable.Range(0, Combinations).Select(_ => RandomQuery(random))];
        // SQL takes most of the time: two connections share it.
        var found = (await Task.WhenAll(queries.Chunk(Combinations / 2).Select(half => CompareAsync(index, half)))).Sum();
        Assert.InRange(found, Combinations / 4, Combinations);
    }

    /// <summary>How many of the questions find anything.</summary>
    private async Task<int> CompareAsync(Snapshot index, IEnumerable<SearchQuery> queries)
    {
        await using var connection = await _database.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync(SqlCounts.PrepareSql, SqlCounts.Args(Day));
        var found = 0;
        foreach (var query in queries)
        {
            var result = index.Search(query);
            var expected = await SqlCounts.CountAsync(connection, query);
            Assert.True(expected.Total == result.Total, $"{Describe(query)}: {result.Total} found, SQL has {expected.Total}");
            for (var group = 0; group < Facets.All.Count; group++)
            {
                Assert.True(Facets.All[group].Values.All(v => result.Counts[group].ContainsKey(v.Code)));
                foreach (var (code, count) in result.Counts[group])
                    Assert.True(expected.Counts.GetValueOrDefault((group, code)) == count, $"{Describe(query)}: {Facets.All[group].Name}={code} {count}, SQL has {expected.Counts.GetValueOrDefault((group, code))}");
            }

            foreach (var code in SqlCounts.Labels)
                Assert.True(expected.Labels.GetValueOrDefault(code) == result.Labels.GetValueOrDefault(code), $"{Describe(query)}: {code} {result.Labels.GetValueOrDefault(code)}, SQL has {expected.Labels.GetValueOrDefault(code)}");
            if (result.Total > 0) found++;
        }

        return found;
    }

    [Theory]
    [InlineData(nameof(SearchSort.Name), "name collate \"nl-x-icu\", id")]
    [InlineData(nameof(SearchSort.Newest), "date_trunc('minute', published_at) desc, name collate \"nl-x-icu\", id")]
    [InlineData(nameof(SearchSort.Verified), "date_trunc('minute', verified_at) desc nulls last, name collate \"nl-x-icu\", id")]
    [InlineData(nameof(SearchSort.Cost), "cost nulls last, name collate \"nl-x-icu\", id")]
    public async Task Every_order_is_that_of_sql_over_all_pages(string sort, string order)
    {
        await using var replica = await Replica.StartAsync(_database.Source);
        var query = new SearchQuery { Sort = Enum.Parse<SearchSort>(sort), Take = 100 };
        var index = await replica.IndexAsync();
        var pages = Enumerable.Range(0, Services / 100).SelectMany(page => index.Search(query with { Skip = page * 100 }).Hits).Select(h => h.Id);
        await using var connection = await _database.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        Assert.Equal(await connection.QueryAsync<Guid>($"select id from (select *, {SqlCounts.CostSql} as cost from service s) s order by {order}"), pages);
    }

    [Fact]
    public async Task The_nearest_place_comes_first()
    {
        await using var replica = await Replica.StartAsync(_database.Source);
        Assert.True(Postcodes.TryGet("3511AB", out var utrecht));
        var hits = (await replica.IndexAsync()).Search(new SearchQuery { Near = utrecht.Centroid, RadiusKm = 40, Sort = SearchSort.Distance, Take = 100 }).Hits;
        Assert.NotEmpty(hits);
        var there = hits.Where(h => h.DistanceKm is not null).ToList();
        Assert.NotEmpty(there);
        Assert.All(there, h => Assert.InRange(h.DistanceKm!.Value, 0, 40));
        Assert.Equal(there.Select(h => h.DistanceKm).Order(), hits.Take(there.Count).Select(h => h.DistanceKm));
    }

    [Fact]
    public async Task Changes_by_anyone_are_in_every_replica_within_a_second_and_after_thousands_of_them_too()
    {
        await using var one = await Replica.StartAsync(_database.Source);
        await using var two = await Replica.StartAsync(_database.Source);
        var random = new Random(3);
        await using var connection = await _database.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var ids = (await connection.QueryAsync<Guid>("select id from service order by id")).ToArray();
        for (var round = 0; round < 20; round++)
        {
            // Two that overlap: the first to begin is the last to commit, and must not be missed.
            await using var slow = await _database.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
            await using var late = await slow.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await slow.ExecuteAsync(RenameSql, new { id = ids[0], name = $"Zeppelin {round}" });
            var batch = ids.Skip(1).OrderBy(_ => random.Next()).Take(200).ToArray();
            await connection.ExecuteAsync("update service set state = case when state = 'published' then 'paused' else 'published' end where id = any(@batch)", new { batch });
            await connection.ExecuteAsync(RenameSql, new { id = ids[1], name = $"Raket {round}" });
            var published = await connection.ExecuteScalarAsync<int>("select count(*) from service where state = 'published'");
            foreach (var replica in new[] { one, two })
                await Eventually.TrueAsync(async () => (await replica.IndexAsync()).Count == published && await replica.FirstNamedAsync("Raket") == $"Raket {round}", seconds: 1);
            await late.CommitAsync(TestContext.Current.CancellationToken);
            foreach (var replica in new[] { one, two })
                await Eventually.TrueAsync(async () => await replica.FirstNamedAsync("Zeppelin") == $"Zeppelin {round}", seconds: 1);
        }
    }

    [Fact]
    public async Task An_organisation_under_a_new_name_is_found_by_it()
    {
        await using var replica = await Replica.StartAsync(_database.Source);
        await using var connection = await _database.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var id = await connection.ExecuteScalarAsync<Guid>("update organisation set name = 'Zeppelinvrienden' where id = (select organisation_id from service limit 1) returning id");
        await Eventually.TrueAsync(async () => (await replica.IndexAsync()).SuggestOrganisations("zeppelinvrienden", null, 1).Select(o => o.Id).SequenceEqual([id]), seconds: 1);
    }

    [Fact]
    public async Task What_no_search_shows_is_not_read_again()
    {
        await using var connection = await _database.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        const string marks = "select md5(string_agg(changed_xid::text, ',' order by id)) from service";
        var before = await connection.ExecuteScalarAsync<string>(marks);
        await connection.ExecuteAsync("update service set source_seen_at = now(), flagged = not flagged, cadence = 'group', state = state, content = content");
        Assert.Equal(before, await connection.ExecuteScalarAsync<string>(marks));
        await connection.ExecuteAsync("update service set verified_at = now()");
        Assert.NotEqual(before, await connection.ExecuteScalarAsync<string>(marks));
    }

    private const string RenameSql = """update service set state = 'published', name = @name, content = jsonb_set(content, '{name}', to_jsonb(@name::text)) where id = @id""";

    private SearchQuery RandomQuery(Random random)
    {
        var chosen = new Dictionary<int, string[]>();
        for (var group = 0; group < Facets.All.Count; group++)
        {
            if (random.Next(6) != 0) continue;
            var values = Facets.All[group].Values;
            chosen[group] = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => values[random.Next(values.Count)].Code).Distinct()];
        }

        var municipality = random.Next(3) == 0 ? null : _services.Municipality();
        var start = random.Next(5) == 0 ? Postcodes.All[random.Next(Postcodes.All.Count)] : null;
        return new SearchQuery
        {
            Municipality = municipality,
            Near = start?.Centroid,
            RadiusKm = start is null ? null : random.Next(1, 80),
            Home = municipality ?? start?.Municipality,
            Chosen = chosen,
            Labels = municipality is not null && random.Next(4) == 0 ? [.. SqlCounts.Labels.Take(random.Next(1, 3))] : [],
            Age = random.Next(5) == 0 ? random.Next(0, 110) : null,
            MaxCost = random.Next(6) == 0 ? random.Next(0, 2000) : null,
            Verified = random.Next(6) == 0,
            Take = 5,
        };
    }

    private static string Describe(SearchQuery query) =>
        $"{query.Municipality} {string.Join("; ", query.Chosen.Select(c => $"{Facets.All[c.Key].Name}={string.Join(',', c.Value)}"))} age={query.Age} maxCost={query.MaxCost} verified={query.Verified} near={query.Near} radius={query.RadiusKm} labels={string.Join(',', query.Labels)}";

    /// <summary>What every replica of the service does for itself.</summary>
    private sealed class Replica : IAsyncDisposable
    {
        private readonly SearchIndex _index = new(Clock);
        private readonly IndexFeed _feed;

        private Replica(NpgsqlDataSource db) => _feed = new IndexFeed(_index, db, Clock, NullLogger<IndexFeed>.Instance);

        private static TimeProvider Clock { get; } = new Elsewhen(Day);

        public async Task<Snapshot> IndexAsync() => (await _index.CurrentAsync(CancellationToken.None)).Snapshot;

        public static async Task<Replica> StartAsync(NpgsqlDataSource db)
        {
            var replica = new Replica(db);
            await replica._feed.StartAsync(CancellationToken.None);
            await Eventually.TrueAsync(() => Task.FromResult(replica._index.IsRead));
            return replica;
        }

        public async Task<string?> FirstNamedAsync(string word) =>
            (await IndexAsync()).SuggestServices(DutchAnalyzer.Normalize(word), null, 1).Select(s => s.Name).FirstOrDefault();

        public async ValueTask DisposeAsync()
        {
            await _feed.StopAsync(CancellationToken.None);
            _feed.Dispose();
        }
    }
    /// <summary>Time goes on as it does, from another day.</summary>
    private sealed class Elsewhen(DateTimeOffset from) : TimeProvider
    {
        private readonly long _start = System.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => from + System.GetElapsedTime(_start);
    }
}
