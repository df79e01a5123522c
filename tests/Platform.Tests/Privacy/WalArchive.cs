using System.Diagnostics;
using Nabij.Testing;
using Npgsql;
using Platform.Tests.Support;

namespace Platform.Tests.Privacy;

/// <summary>
/// The write-ahead log of all databases as an operator archives it (<c>pg_receivewal</c>), from now on. What was written and deleted between two backups stands
/// here and nowhere else. It lies in the platform's state, where it is sought through.
/// </summary>
internal sealed class WalArchive : IDisposable
{
    private readonly Process _receiver;

    private WalArchive(string folder, Process receiver) => (Folder, _receiver) = (folder, receiver);

    public string Folder { get; }

    public static async Task<WalArchive> StartAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(RunningPlatform.State, $"wal-{Guid.NewGuid():N}")).FullName;
        var archive = new WalArchive(folder, PostgresTool.Start("pg_receivewal", "-D", folder, "--synchronous"));
        // Its first file is there: from here on nothing is missed.
        await Eventually.TrueAsync(() => Task.FromResult(Directory.EnumerateFiles(folder).Any()));
        return archive;
    }

    /// <summary>Waits until all that was written so far is in the archive; it takes in no more. Returns its segments.</summary>
    public async Task<IReadOnlyList<string>> EndAsync()
    {
        await using var source = NpgsqlDataSource.Create(TestServers.Postgres);
        await using var last = source.CreateCommand("select pg_walfile_name(pg_switch_wal())");
        var segment = Path.Combine(Folder, (string)(await last.ExecuteScalarAsync())!);
        // A segment that is not whole yet has another name.
        await Eventually.TrueAsync(() => Task.FromResult(File.Exists(segment)), () => Task.FromResult(string.Join(", ", Directory.GetFiles(Folder).Select(Path.GetFileName))));
        await StopAsync();
        return Directory.GetFiles(Folder);
    }

    public void Dispose()
    {
        if (!_receiver.HasExited) _receiver.Kill();
        _receiver.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task StopAsync()
    {
        _receiver.Kill();
        await _receiver.WaitForExitAsync();
    }
}
