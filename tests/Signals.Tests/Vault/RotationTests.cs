using System.Net;
using System.Security.Cryptography;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Nabij.Signals.Vault;
using Nabij.Testing;

namespace Signals.Tests;

/// <summary>A new key-encryption key while the service is at work. The rotation is another program: it has read the file by itself.</summary>
public sealed class RotationTests(SignalsFixture signals)
{
    private readonly HttpClient _handler = signals.Handler();

    private Desk Desk => new(signals, _handler);

    private KeyRotation Rotation => ActivatorUtilities.CreateInstance<KeyRotation>(signals.Services, KeyEncryptionKeys.FromFile(signals.KeyFile));

    [Fact]
    public async Task Keys_rotate_under_reads_and_everything_opens_before_and_after_the_old_one_is_gone()
    {
        await Desk.RouteAsync(signals);
        var receipt = await Desk.ReportAsync(signals, Desk.Worry());
        List<Guid> ids = [await Desk.IdOfAsync(signals, receipt), await Desk.ReceiveAsync(), await Desk.ReceiveAsync()];
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(i => ReadAsync(ids[i], done.Token)).ToList();
        var writer = ReportAsync(done.Token);

        var before = KeysInFile.Length;
        Assert.True(await Rotation.RotateAsync(CancellationToken.None) >= 9);
        Assert.Equal(before + 1, KeysInFile.Length);
        await done.CancelAsync();
        Assert.All(await Task.WhenAll(readers), read => Assert.True(read > 0));
        ids.AddRange(await writer);
        await OpensAsync(ids);

        Assert.True(await Rotation.DropOldAsync(CancellationToken.None));
        Assert.Single(KeysInFile);
        await OpensAsync(ids);
        // The receipt of before is known, and so is a new one.
        await Desk.SessionAsync(signals, receipt);
        await Desk.ReceiveAsync();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(signals.KeyFile));
    }

    [Fact]
    public async Task A_rotation_that_died_is_finished_and_adds_no_further_key()
    {
        var id = await Desk.ReceiveAsync();
        var before = KeysInFile.Length;
        // It died after it wrote the file.
        await File.WriteAllLinesAsync(signals.KeyFile, KeysInFile.Prepend(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))));
        Assert.True(await Rotation.RotateAsync(CancellationToken.None) >= 3);
        Assert.Equal(before + 1, KeysInFile.Length);
        await OpensAsync([id]);
    }

    [Fact]
    public async Task A_key_that_is_destroyed_while_a_rotation_wraps_it_stays_destroyed()
    {
        var id = await Desk.ReceiveAsync();
        await using var connection = await signals.KeysDb.OpenConnectionAsync();
        await using var destruction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("update signal_keys set reporter_key = null where signal_id = @id", new { id }, destruction);

        // It has read the key, and waits to write it.
        var rotation = Rotation.RotateAsync(CancellationToken.None);
        await Eventually.TrueAsync(() => connection.ExecuteScalarAsync<bool>(
            "select exists (select from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid)))", transaction: destruction));
        await destruction.CommitAsync();
        await rotation;
        Assert.True(await connection.ExecuteScalarAsync<bool>("select reporter_key is null from signal_keys where signal_id = @id", new { id }));
    }

    [Fact]
    public async Task A_broken_key_file_stops_nobody_who_works_and_says_so()
    {
        var id = await Desk.ReceiveAsync();
        var lines = KeysInFile;
        try
        {
            await File.WriteAllTextAsync(signals.KeyFile, "no key at all!");
            await OpensAsync([id]);
            Assert.Contains(signals.LogLines, line => line.Contains("Vault:KeyFile is not used", StringComparison.Ordinal));
        }
        finally
        {
            await File.WriteAllLinesAsync(signals.KeyFile, lines);
        }

        await OpensAsync([id]);
    }

    private string[] KeysInFile => [.. File.ReadAllLines(signals.KeyFile).Where(line => line.Length > 0)];

    private async Task OpensAsync(IEnumerable<Guid> ids)
    {
        foreach (var id in ids)
        {
            using var answer = await Desk.OpenAsync(id);
            Assert.Contains("Mevrouw Voorbeeld", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    private async Task<int> ReadAsync(Guid id, CancellationToken done)
    {
        var read = 0;
        do
        {
            using var answer = await Desk.OpenAsync(id);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            read++;
        }
        while (!done.IsCancellationRequested);
        return read;
    }

    private async Task<List<Guid>> ReportAsync(CancellationToken done)
    {
        List<string> receipts = [];
        do receipts.Add(await Desk.ReportAsync(signals, Desk.Worry()));
        while (!done.IsCancellationRequested && receipts.Count < 15);
        List<Guid> ids = [];
        foreach (var receipt in receipts) ids.Add(await Desk.IdOfAsync(signals, receipt));
        return ids;
    }
}
