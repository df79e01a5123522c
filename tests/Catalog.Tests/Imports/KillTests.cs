using System.Diagnostics;
using System.Text;
using Dapper;
using Nabij.Benchmarks.Search;
using Nabij.Catalog.Imports;
using Nabij.ServiceDefaults.Database;
using Nabij.Testing;
using static Catalog.Tests.Imports.Files;
using OwnDatabase = Catalog.Tests.Defaults.OwnDatabase;

namespace Catalog.Tests.Imports;

/// <summary>The service as a process of its own, with a database of its own, that is killed in the middle of an import.</summary>
public sealed class KillTests : IDisposable
{
    private const int Many = 8_000;

    private readonly string _keyFile = Path.GetTempFileName();

    [Fact]
    public async Task Killed_halfway_and_started_again_it_is_complete_and_nothing_is_double()
    {
        await using var database = await OwnDatabase.CreateAsync();
        await Migrator.RunAsync(database.ConnectionString, typeof(Program).Assembly, "Migrations", true);
        await File.WriteAllTextAsync(_keyFile, Convert.ToBase64String(new byte[32]), TestContext.Current.CancellationToken);
        var (import, organisation) = (Guid.NewGuid(), Guid.NewGuid());
        var random = new RandomServices(13);
        var file = Csv(Enumerable.Range(1, Many).Select(i => i % 100 == 0 ? Row("", organisation, random.Next()) : Row($"{i}", organisation, random.Next())));
        await using (var connection = await database.Source.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            await connection.ExecuteAsync("insert into organisation (id, name, domain, version, changed_at) values (@organisation, 'De Brug', 'care-welfare', 1, now())", new { organisation });
            await connection.ExecuteAsync("""
                insert into import (id, municipalities, acts_in, source, format, publish, dry_run, state, received_at) values (@import, '{*}', '{*}', 'kill', 'csv', true, false, 'receiving', now())
                """, new { import });
            foreach (var (chunk, i) in Encoding.UTF8.GetBytes(file).Chunk(StoredBody.ChunkSize).Select((c, i) => (c, i)))
                await StoredBody.StoreAsync(database.Source, import, i, chunk, TestContext.Current.CancellationToken);
            await connection.ExecuteAsync("update import set state = 'waiting'");
        }

        int position;
        using (var first = Start(database))
        {
            await Eventually.TrueAsync(async () => await database.ScalarAsync<int>("select position from import") > 0, seconds: 120);
            first.Kill();
            await first.WaitForExitAsync(TestContext.Current.CancellationToken);
            position = await database.ScalarAsync<int>("select position from import");
            Assert.InRange(position, 1, Many - 1);
            Assert.Equal(position, await database.ScalarAsync<int>("select created + failed from import"));
            Assert.Equal(position, await database.ScalarAsync<long>("select (select count(*) from service) + (select count(distinct line) from import_error)"));
        }

        using var second = Start(database);
        try
        {
            await Eventually.TrueAsync(async () => await database.ScalarAsync<string>("select state from import") == "done", seconds: 180);
        }
        finally
        {
            second.Kill();
            await second.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(Many - (Many / 100), await database.ScalarAsync<int>("select created from import"));
        Assert.Equal((Many / 100, 0, 0), (await database.ScalarAsync<int>("select failed from import"), await database.ScalarAsync<int>("select changed from import"), await database.ScalarAsync<int>("select unchanged from import")));
        Assert.Equal(Many - (Many / 100), await database.ScalarAsync<long>("select count(*) from service where state = 'published' and version = 2"));
        Assert.Equal(Many / 100, await database.ScalarAsync<long>("select count(*) from import_error where heading = 'bron_id'"));
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from import_chunk"));

        // One event for each. The process has no broker, so that all of them stand here.
        Assert.Equal(Many - (Many / 100), await database.ScalarAsync<long>("select count(*) from outbox where message_type like '%service-published%'"));
        Assert.Equal(Many - (Many / 100), await database.ScalarAsync<long>("select count(distinct ordering_key) from outbox"));
    }

    public void Dispose() => File.Delete(_keyFile);

    private Process Start(OwnDatabase database)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec dotnet \"$0\" >/dev/null 2>&1", Path.Combine(AppContext.BaseDirectory, "Nabij.Catalog.dll")]);
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["ConnectionStrings__catalog"] = database.ConnectionString,
            ["RabbitMq__Uri"] = "amqp://nobody:nothing@127.0.0.1:9/",
            ["Authentication__Authority"] = "https://127.0.0.1:9",
            ["Verification__KeyFile"] = _keyFile,
            ["OTEL_SDK_DISABLED"] = "true",
        }) start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
