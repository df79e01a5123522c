using System.Text;
using Platform.Tests.Support;

namespace Platform.Tests.Privacy;

/// <summary>Where a word is found.</summary>
internal static class Traces
{
    /// <summary>Where the mails land: made with the first of them.</summary>
    public static string Mails { get; } = Path.Combine(RunningPlatform.State, "mail");

    /// <summary>Mails that hold it.</summary>
    public static IEnumerable<string> InMails(string word) => Directory.Exists(Mails) ? OnDisk(word, Mails) : [];

    /// <summary>Files below the platform's state, without the mails: the data of PostgreSQL and RabbitMQ with their logs, the programs' logs.</summary>
    public static IEnumerable<string> OnDisk(string word) => OnDisk(word, RunningPlatform.State).Where(file => !file.StartsWith(Mails, StringComparison.Ordinal));

    /// <summary>Files below a folder.</summary>
    public static IEnumerable<string> OnDisk(string word, string folder)
    {
        var bytes = Encoding.UTF8.GetBytes(word);
        return Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .Where(file => Holds(file, bytes));
    }

    /// <summary>Tables of all databases of which a row holds it, as text or as bytes; named <c>database.table</c>.</summary>
    public static async Task<IReadOnlyList<string>> InTablesAsync(string word)
    {
        var found = new List<string>();
        var args = new { text = $"%{word}%", bytes = $"%{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(word))}%" };
        foreach (var database in RunningPlatform.Databases)
            foreach (var table in await RunningPlatform.QueryAsync<string>(database, "select quote_ident(tablename) from pg_tables where schemaname = 'public'"))
                if ((await RunningPlatform.QueryAsync<bool>(database, $"select exists (select from {table} t where t::text like @text or t::text like @bytes)", args))[0])
                    found.Add($"{database}.{table}");
        return found;
    }

    private static bool Holds(string file, byte[] word)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
            var buffer = new byte[1 << 20];
            for (var kept = 0; ;)
            {
                var read = stream.Read(buffer, kept, buffer.Length - kept);
                if (buffer.AsSpan(0, kept + read).IndexOf(word) >= 0) return true;
                if (read == 0) return false;
                // The word may lie across two parts.
                var tail = Math.Min(word.Length - 1, kept + read);
                buffer.AsSpan(kept + read - tail, tail).CopyTo(buffer);
                kept = tail;
            }
        }
        catch (IOException)
        {
            // It was removed meanwhile, as temporary files and old log segments are.
            return false;
        }
    }
}
