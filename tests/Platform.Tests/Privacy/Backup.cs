using Platform.Tests.Support;

namespace Platform.Tests.Privacy;

/// <summary>A backup as an operator makes it: the files of all databases with the write-ahead log that they need. It lies in the platform's state, where it is sought through.</summary>
internal sealed class Backup : IDisposable
{
    private Backup()
    {
    }

    public string Folder { get; } = Path.Combine(RunningPlatform.State, "backup");

    /// <summary>Its segments.</summary>
    public IReadOnlyList<string> WriteAheadLog => Directory.GetFiles(Path.Combine(Folder, "pg_wal"));

    public static async Task<Backup> MakeAsync()
    {
        var backup = new Backup();
        backup.Dispose();
        using var process = PostgresTool.Start("pg_basebackup", "-D", backup.Folder, "-X", "fetch", "--checkpoint=fast");
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, errors);
        return backup;
    }

    public void Dispose()
    {
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
    }
}
