using System.Globalization;
using Dapper;
using Nabij.Benchmarks.Gateway;
using Nabij.Contracts;
using Npgsql;

namespace Nabij.Benchmarks.Signals;

/// <summary>
/// The intake of the signal desk through the gateway, against pgbench writing the same rows; and the work list under the requests of many handlers.
/// </summary>
internal static class SignalsBenchmark
{
    public const int Clients = 16;

    private static readonly int Rounds = Settings.Get("NABIJ_BENCH_ROUNDS", 3);
    private static readonly int Seconds = Settings.Get("NABIJ_BENCH_SECONDS", 10);
    private static readonly int Port = Settings.Get("NABIJ_BENCH_PORT", 0);

    private static readonly string[] Databases = ["signals", "signals_keys", "signals_ledger"], Others = ["catalog", "coalition", "notifications"];

    public static async Task<Report> RunAsync()
    {
        await using var surroundings = await Surroundings.StartAsync(Port + 4);
        var environment = EnvironmentFor(surroundings);
        foreach (var database in Databases) await CatalogProcess.OnServerAsync($"drop database if exists {Named(database)} with (force)", $"create database {Named(database)}");
        await ServerProcess.RunToEndAsync("dotnet", [Settings.Get("NABIJ_BENCH_SIGNALS"), "deploy"], environment);
        await Listener.StartAsync(Named("signals"), typeof(SignalReceived), typeof(ReporterNoticeDue));
        await using var service = await ServerProcess.StartAsync(new Uri(At(Port), "/health/ready"), Settings.Get("NABIJ_BENCH_SIGNALS"), [], environment);
        await using var gateway = await ServerProcess.StartAsync(new Uri(At(Port + 1), "/health/live"), Settings.Get("NABIJ_BENCH_GATEWAY"), [], GatewayEnvironment(surroundings));
        await using var db = NpgsqlDataSource.Create(ConnectionString("signals"));
        await using var keys = NpgsqlDataSource.Create(ConnectionString("signals_keys"));

        var (ours, rows, ownKeys, both) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        // Code is compiled again, better, while it runs, and plans made on empty tables stall: the first seconds say nothing.
        await ReportAsync();
        await CleanAsync(db, keys, analyze: true);
        var baseline = await PgBench.ForAsync(db, keys, () => ReportAsync(seconds: 1));
        for (var round = 0; round < Rounds; round++)
        {
            await CleanAsync(db, keys);
            rows.Add(await baseline.RowsAsync(ConnectionString("signals"), Seconds));
            ownKeys.Add(await baseline.KeysAsync(ConnectionString("signals_keys"), Seconds));
            both.Add(1 / ((1 / rows[^1]) + (1 / ownKeys[^1])));
            await CleanAsync(db, keys);
            ours.Add(await ReportAsync());
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round + 1}: pgbench {both[^1]:F0} signals/s (rows {rows[^1]:F0}, keys {ownKeys[^1]:F0}), intake {ours[^1]:F0}"));
        }

        await CleanAsync(db, keys);
        var latencies = await WorkList.RunAsync(db, surroundings, At(Port + 1));
        return Describe(ours, rows, ownKeys, both, latencies);
    }

    private static Task<double> ReportAsync(int? seconds = null) => Wrk.RunAsync(new Uri(At(Port + 1), "/signals/v1/signals"), Clients, seconds ?? Seconds, null, Script.Value);

    private static async Task CleanAsync(NpgsqlDataSource db, NpgsqlDataSource keys, bool analyze = false)
    {
        await using (var connection = await db.OpenConnectionAsync())
        {
            if (analyze) await connection.ExecuteAsync("analyze;");
            await RelayedAsync(connection);
            await connection.ExecuteAsync("truncate signal cascade; truncate outbox, processing_log, idempotency");
        }

        await using var own = await keys.OpenConnectionAsync();
        await own.ExecuteAsync("truncate signal_keys");
    }

    /// <summary>What is still under way is waited for: the relay empties the outbox.</summary>
    private static async Task RelayedAsync(NpgsqlConnection connection)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await connection.ExecuteScalarAsync<long>("select count(*) from outbox where message_type not like 'bench%'") is > 0 and var left)
        {
            if (bound.IsCancellationRequested) throw new TimeoutException($"The relay did not hand over {left} events within a minute.");
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private static Dictionary<string, string> EnvironmentFor(Surroundings surroundings)
    {
        var environment = new Dictionary<string, string>(surroundings.Environment)
        {
            ["ASPNETCORE_URLS"] = At(Port).ToString(),
            ["RabbitMq__Uri"] = Settings.Get("NABIJ_BENCH_RABBITMQ"),
            ["Vault__KeyFile"] = KeyFile.Value,
            ["Intake__ProofOfWork"] = "false",
            ["Intake__PerMunicipality"] = "0",
            ["Intake__InAll"] = "0",
            ["OTEL_SDK_DISABLED"] = "true",
            ["Logging__LogLevel__Default"] = "Warning",
        };
        foreach (var database in Databases) environment[$"ConnectionStrings__{database}"] = environment[$"ConnectionStrings__{database}_owner"] = ConnectionString(database);
        return environment;
    }

    private static Dictionary<string, string> GatewayEnvironment(Surroundings surroundings)
    {
        var environment = new Dictionary<string, string>(surroundings.Environment)
        {
            ["ASPNETCORE_URLS"] = At(Port + 1).ToString(),
            ["Services__signals"] = At(Port).ToString(),
            ["Limits__Enabled"] = "false",
            ["OTEL_SDK_DISABLED"] = "true",
            ["Logging__LogLevel__Default"] = "Warning",
        };
        foreach (var other in Others) environment[$"Services__{other}"] = At(Port + 9).ToString();
        return environment;
    }

    private static Uri At(int port) => new(Servers.Address(port));

    private static string Named(string database) => $"bench_{database}";

    private static string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder(Settings.Get("NABIJ_BENCH_POSTGRES")) { Database = Named(database), MaxPoolSize = 20 }.ConnectionString;

    private static Report Describe(List<double> ours, List<double> rows, List<double> keys, List<double> both, IReadOnlyCollection<double> latencies)
    {
        var report = new Report("signals", $"""
            Reports of a worry through the gateway, without proof of work, limits and telemetry off, each with a card, an address of the reporter and an Idempotency-Key:
            `wrk` with {Clients} connections. `pgbench` writes the same rows, of the same sizes, with {Clients} clients and prepared statements: signal, sealed record, reference to the address,
            three lines of the processing log, two events and the kept answer in one transaction, and before it the wrapped keys in the second database. As one pgbench knows one database, it runs for each, and
            `both` is what the two cost together. {Seconds} s each, {Rounds} alternating rounds. Meanwhile the relay of the intake also hands its events to the broker.
            """);
        report.Table(
            ["work", "signals/s", "ratio to both"],
            ["pgbench, rows", Statistics.Spread(rows, "F0"), ""],
            ["pgbench, keys", Statistics.Spread(keys, "F0"), ""],
            ["pgbench, both", Statistics.Spread(both, "F0"), "1"],
            ["intake", Statistics.Spread(ours, "F0"), Statistics.Spread([.. ours.Zip(both, (o, b) => o / b)], "F2")]);
        report.Table(
            [$"work list: {WorkList.Signals:N0} signals, {WorkList.Towns} municipalities, {WorkList.Handlers} handlers, each once a second", "p50", "p99", "highest"],
            ["milliseconds, from the planned moment", Milliseconds(50), Milliseconds(99), Milliseconds(100)]);
        return report;

        string Milliseconds(double percent) => Statistics.Percentile(latencies, percent).ToString("F1", CultureInfo.InvariantCulture);
    }

    private static readonly Lazy<string> KeyFile = new(() =>
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, Convert.ToBase64String(new byte[32]));
        return file;
    });

    /// <summary>Each request has a key of its own.</summary>
    private static readonly Lazy<string> Script = new(() =>
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, """
            math.randomseed(os.time())
            local body = '{"postcode":"3511AB","worry":"Mijn buurvrouw komt de deur niet meer uit, en haar gordijnen zijn al dagen dicht. Zij had altijd een praatje.",' ..
              '"card":{"key":"signs","version":"1.0.0","items":["curtains-closed","no-longer-outside"]},"reporterRole":"hairdressers","aboutWhom":"customer",' ..
              '"wantsFeedback":true,"reporter":{"email":"melder@voorbeeld.nl"}}'
            local headers = { ["Content-Type"] = "application/json" }
            request = function()
              headers["Idempotency-Key"] = string.format("%08x-%04x-4000-8000-%04x%08x", math.random(0, 4294967295), math.random(0, 65535), math.random(0, 65535), math.random(0, 4294967295))
              return wrk.format("POST", nil, headers, body)
            end
            """);
        return file;
    });
}
