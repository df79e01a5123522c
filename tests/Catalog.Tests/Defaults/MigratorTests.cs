using System.Reflection;
using System.Text;
using Nabij.ServiceDefaults.Database;
using Npgsql;

namespace Catalog.Tests.Defaults;

public sealed class MigratorTests : IAsyncLifetime
{
    private static readonly (string, string) First = ("0001_first.sql", "create table first (id int)");
    private static readonly (string, string) Second = ("0002_second.sql", "insert into first values (1)");
    private static readonly (string, string) Index = ("0003_index.sql", "-- no-transaction\ncreate index concurrently first_id on first (id)");

    private OwnDatabase _db = null!;

    public async ValueTask InitializeAsync() => _db = await OwnDatabase.CreateAsync();

    public ValueTask DisposeAsync() => _db.DisposeAsync();

    [Fact]
    public async Task Each_script_is_applied_once_and_in_order()
    {
        Assert.Equal(["Test/Migrations/0001_first.sql", "Test/Migrations/0002_second.sql"], await MigrateAsync(Second, First));
        Assert.Empty(await MigrateAsync(First, Second));
        Assert.Equal(["Test/Migrations/0003_index.sql"], await MigrateAsync(First, Second, Index));
        Assert.Equal(1, await _db.ScalarAsync<int>("select count(*) from first"));
    }

    [Fact]
    public async Task Several_at_once_wait_for_each_other()
    {
        var applied = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => MigrateAsync(First, Second, Index)));
        Assert.Equal(3, applied.Sum(a => a.Count));
        Assert.Equal(1, await _db.ScalarAsync<int>("select count(*) from first"));
    }

    [Fact]
    public async Task A_script_that_changed_since_is_refused()
    {
        await MigrateAsync(First);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => MigrateAsync((First.Item1, "create table first (id bigint)"), Second));
        Assert.Contains("0001_first.sql", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, await _db.ScalarAsync<int>("select count(*) from first"));
    }

    [Fact]
    public async Task A_script_that_fails_leaves_nothing_and_may_be_mended()
    {
        await Assert.ThrowsAsync<PostgresException>(() => MigrateAsync(First, (Second.Item1, "insert into first values (1); select 1 / 0")));
        Assert.Equal(0, await _db.ScalarAsync<int>("select count(*) from first"));
        Assert.Equal(["Test/Migrations/0002_second.sql"], await MigrateAsync(First, Second));
    }

    [Fact]
    public async Task What_cannot_run_in_a_transaction_says_so()
    {
        await Assert.ThrowsAsync<PostgresException>(() => MigrateAsync(First, (Index.Item1, Index.Item2.Split('\n')[1])));
        Assert.Equal(["Test/Migrations/0003_index.sql"], await MigrateAsync(First, Index));
        Assert.True(await _db.ScalarAsync<bool>("select indisvalid from pg_index where indexrelid = 'first_id'::regclass"));
    }

    [Fact]
    public async Task The_tables_that_services_share_come_first()
    {
        var applied = await Migrator.RunAsync(_db.ConnectionString, new Scripts([("0001_mine.sql", "select from outbox, inbox, idempotency")]));
        Assert.Equal("Test/Migrations/0001_mine.sql", applied[^1]);
        Assert.All(applied.SkipLast(1), name => Assert.StartsWith("Nabij.", name, StringComparison.Ordinal));
    }

    private Task<IReadOnlyList<string>> MigrateAsync(params (string, string)[] scripts) =>
        Migrator.RunAsync(_db.ConnectionString, new Scripts(scripts), shared: false);

    /// <summary>An assembly with these scripts.</summary>
    private sealed class Scripts((string Name, string Sql)[] scripts) : Assembly
    {
        public override AssemblyName GetName() => new("Test");

        public override string[] GetManifestResourceNames() => [.. scripts.Select(s => "Migrations/" + s.Name), "Migrations/read.me", "Other/0001_other.sql"];

        public override Stream GetManifestResourceStream(string name) => new MemoryStream(Encoding.UTF8.GetBytes(scripts.Single(s => name == "Migrations/" + s.Name).Sql));
    }
}
