using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Nabij.Reference.Calendar;
using Nabij.Signals;
using Nabij.Signals.FollowUp;
using Nabij.Signals.Retention;
using Nabij.Signals.Vault;
using Nabij.Testing;
using Npgsql;

namespace Signals.Tests;

/// <summary>A backup of both databases is made, signals and addresses of visits erased, and the backup restored: the ledger says what must go again.</summary>
public sealed class RestoreTests(SignalsFixture signals)
{
    private static string Tools => Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(d => Path.Combine(d, "bin")).First(Directory.Exists);

    [Fact]
    public async Task What_was_erased_is_not_readable_after_a_restore_and_a_replay()
    {
        var desk = new Desk(signals, signals.Handler());
        var (whole, contact, kept) = (await desk.ReceiveAsync(), await desk.ReceiveAsync(), await desk.ReceiveAsync());
        await desk.CloseAsync(whole);
        await desk.CloseAsync(contact);
        var (visits, visit) = await VisitsAsync();
        var (going, goingVisit) = await VisitsAsync();
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var backups = new List<(NpgsqlDataSource From, string File)>();
            foreach (var source in new[] { signals.Db, signals.KeysDb })
            {
                var file = Path.Combine(folder.FullName, $"{backups.Count}.dump");
                await RunToolAsync("pg_dump", source.ConnectionString, "-Fc", "-f", file);
                backups.Add((source, file));
            }

            var erasure = signals.Services.GetRequiredService<Erasure>();
            Assert.True(await erasure.EraseAsync(new ErasureTask(whole, ErasureScope.Signal, ErasureReason.Retention), CancellationToken.None));
            await signals.ScalarAsync<object>("update outreach_round set state = 'closed', keep_until = current_date - 1 where id = @visits", new { visits });
            Assert.True(await erasure.EraseAsync(new ErasureTask(visits, ErasureScope.Visits, ErasureReason.Retention), CancellationToken.None));
            Assert.True(await erasure.EraseAsync(new ErasureTask(contact, ErasureScope.Reporter, ErasureReason.Retention), CancellationToken.None));

            var restored = new List<string>();
            foreach (var (from, file) in backups) restored.Add(await RestoreAsync(from, file));
            await using var service = Start(restored[0], restored[1]);
            using var handler = service.CreateClient();
            handler.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.Create("handler", "GM0344", SignalsFixture.Organisation));
            // The restore alone brings all of it back.
            Assert.Contains("Mevrouw Voorbeeld", await OpenAsync(handler, whole), StringComparison.Ordinal);
            Assert.Contains("Denkbeeldstraat", await OpenVisitAsync(handler, visits, visit), StringComparison.Ordinal);

            using var output = new StringWriter();
            Assert.Equal(0, await PrivacyCommands.RunAsync(service.Services, ["replay-erasures"], output));
            Assert.Equal(HttpStatusCode.Conflict, (await handler.PostAsJsonAsync($"{Desk.Base}/signals/{whole}/open", new { purpose = "triage" })).StatusCode);
            Assert.Contains("Mevrouw Voorbeeld", await OpenAsync(handler, kept), StringComparison.Ordinal);
            Assert.Contains("Mevrouw Voorbeeld", await OpenAsync(handler, contact), StringComparison.Ordinal);
            await using var db = NpgsqlDataSource.Create(restored[0]);
            await using var keys = NpgsqlDataSource.Create(restored[1]);
            Assert.Equal(State.Erased, await ScalarAsync<string>(db, "select state from signal where id = @id", whole));
            Assert.Equal(0, await ScalarAsync<long>(db, "select count(*) from signal_record where signal_id = @id", whole));
            Assert.Equal(0, await ScalarAsync<long>(keys, "select count(*) from signal_keys where signal_id = @id", whole));
            Assert.Equal(0, await ScalarAsync<long>(db, "select count(*) from signal_record where signal_id = @id and reporter is not null", contact));
            Assert.Equal(0, await ScalarAsync<long>(keys, "select count(*) from signal_keys where signal_id = @id and reporter_key is not null", contact));

            Assert.DoesNotContain("Denkbeeldstraat", await OpenVisitAsync(handler, visits, visit), StringComparison.Ordinal);
            Assert.Contains("Denkbeeldstraat", await OpenVisitAsync(handler, going, goingVisit), StringComparison.Ordinal);
            Assert.Equal("destroyed", await ScalarAsync<string>(db, "select state from outreach_round where id = @id", visits));
            Assert.Equal(0, await ScalarAsync<long>(db, "select count(*) from outreach_visit where round_id = @id and person is not null", visits));
            Assert.Equal(0, await ScalarAsync<long>(keys, "select count(*) from signal_keys where signal_id = @id", visits));

            // A second time there is nothing to do.
            using var again = new StringWriter();
            await PrivacyCommands.RunAsync(service.Services, ["replay-erasures"], again);
            Assert.Equal("signals: 0 erasures repeated", again.ToString().Trim());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_reporter_who_was_forgotten_and_left_another_address_keeps_it()
    {
        var id = await new Desk(signals, signals.Handler()).ReceiveAsync();
        var vault = signals.Services.GetRequiredService<KeyVault>();
        Assert.True(await signals.Services.GetRequiredService<Erasure>().EraseAsync(new ErasureTask(id, ErasureScope.Reporter, ErasureReason.Request), CancellationToken.None));
        await vault.RenewReporterAsync(id, CancellationToken.None);
        await signals.Services.GetRequiredService<ErasureReplay>().RunAsync(CancellationToken.None);
        Assert.Single(await vault.WithReporterKeyAsync([id], CancellationToken.None));
    }

    /// <summary>A round of one visit.</summary>
    private async Task<(Guid Round, Guid Visit)> VisitsAsync()
    {
        using var handler = signals.Handler();
        using var started = await handler.PostAsJsonAsync($"{Desk.Base}/outreach-rounds", new { municipality = "GM0344", kind = "bereaved", fromDate = TimeProvider.System.Today(), untilDate = TimeProvider.System.Today() });
        var round = (await started.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        using var planned = await handler.PostAsJsonAsync($"{Desk.Base}/outreach-rounds/{round}/visits", new { visits = new[] { new { address = "Denkbeeldstraat 7, Utrecht" } } });
        return (round, (await planned.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("ids")[0].GetGuid());
    }

    private static async Task<string> OpenVisitAsync(HttpClient handler, Guid round, Guid visit)
    {
        using var answer = await handler.PostAsJsonAsync($"{Desk.Base}/outreach-rounds/{round}/open", new { purpose = "visit", visits = new[] { visit } });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<string> OpenAsync(HttpClient handler, Guid id)
    {
        using var answer = await handler.PostAsJsonAsync($"{Desk.Base}/signals/{id}/open", new { purpose = "triage" });
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<T?> ScalarAsync<T>(NpgsqlDataSource db, string sql, Guid id)
    {
        await using var connection = await db.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<T>(sql, new { id });
    }

    /// <summary>The service as it is started after a restore, but for what runs in the background.</summary>
    private WebApplicationFactory<Program> Start(string main, string keys) => signals.WithWebHostBuilder(builder =>
    {
        builder.UseSetting("ConnectionStrings:signals", main);
        builder.UseSetting("ConnectionStrings:signals_keys", keys);
        builder.ConfigureTestServices(services =>
        {
            foreach (var hosted in services.Where(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType?.Name != "GenericWebHostService").ToList()) services.Remove(hosted);
        });
    });

    private static async Task<string> RestoreAsync(NpgsqlDataSource from, string file)
    {
        var settings = new NpgsqlConnectionStringBuilder(from.ConnectionString);
        settings.Database += "_restored";
        await using (var server = NpgsqlDataSource.Create(TestServers.Postgres))
        await using (var connection = await server.OpenConnectionAsync())
        {
            await connection.ExecuteAsync($"drop database if exists {settings.Database} with (force)");
            await connection.ExecuteAsync($"create database {settings.Database}");
        }

        await RunToolAsync("pg_restore", settings.ConnectionString, "--exit-on-error", "-d", settings.Database!, file);
        return settings.ConnectionString;
    }

    private static async Task RunToolAsync(string tool, string connectionString, params string[] arguments)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var start = new ProcessStartInfo(Path.Combine(Tools, tool), ["-h", settings.Host!, "-p", $"{settings.Port}", "-U", settings.Username!, .. arguments]) { RedirectStandardError = true };
        start.Environment["PGPASSWORD"] = settings.Password;
        if (tool == "pg_dump") start.ArgumentList.Add(settings.Database!);
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, errors);
    }
}
