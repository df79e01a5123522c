using System.Diagnostics;
using Nabij.Testing;
using Npgsql;
using Platform.Tests.Support;

namespace Platform.Tests.Privacy;

/// <summary>A backup as an operator makes it: the files of all databases with the write-ahead log that they need. It lies in the platform's state, where it is sought through.</summary>
internal sealed class Backup : IDisposable
{
    private readonly string _folder = Path.Combine(RunningPlatform.State, "backup");

    private Backup()
    {
    }

    /// <summary>Its segments.</summary>
    public IReadOnlyList<string> WriteAheadLog => Directory.GetFiles(Path.Combine(_folder, "pg_wal"));

    public static async Task<Backup> MakeAsync()
    {
        var backup = new Backup();
        backup.Dispose();
        var settings = new NpgsqlConnectionStringBuilder(TestServers.Postgres);
        var tool = Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(d => Path.Combine(d, "bin", "pg_basebackup")).First(File.Exists);
        var start = new ProcessStartInfo(tool, ["-h", settings.Host!, "-p", $"{settings.Port}", "-U", settings.Username!, "-D", backup._folder, "-X", "fetch", "--checkpoint=fast"])
        {
            RedirectStandardError = true,
        };
        start.Environment["PGPASSWORD"] = settings.Password;
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, errors);
        return backup;
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }
}
