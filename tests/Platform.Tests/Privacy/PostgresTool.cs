using System.Diagnostics;
using Nabij.Testing;
using Npgsql;

namespace Platform.Tests.Privacy;

/// <summary>A program that comes with PostgreSQL, connected as the administrator.</summary>
internal static class PostgresTool
{
    public static Process Start(string name, params string[] arguments)
    {
        var settings = new NpgsqlConnectionStringBuilder(TestServers.Postgres);
        var tool = Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(d => Path.Combine(d, "bin", name)).First(File.Exists);
        var start = new ProcessStartInfo(tool, ["-h", settings.Host!, "-p", $"{settings.Port}", "-U", settings.Username!, .. arguments]) { RedirectStandardError = true };
        start.Environment["PGPASSWORD"] = settings.Password;
        return Process.Start(start)!;
    }
}
