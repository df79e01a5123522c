using System.Diagnostics;
using System.Text;
using Platform.Tests.Support;

namespace Platform.Tests.Faults;

/// <summary>The programs of the platform, each under a supervisor that starts it again.</summary>
internal static class Supervised
{
    /// <summary>SIGKILL: the program learns nothing of it, and nobody but its supervisor acts.</summary>
    public static void Kill(string unit)
    {
        using var process = Process.GetProcessById(unit == "rabbitmq" ? Broker() : Child(unit));
        process.Kill();
    }

    /// <summary>The pid of the program that runs now.</summary>
    public static int Child(string unit) =>
        int.Parse(File.ReadAllText(Path.Combine(RunningPlatform.State, "run", $"{unit}.child")), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The Erlang machine below the broker's script, known by the folder of its data.</summary>
    private static int Broker()
    {
        var mine = $"RABBITMQ_MNESIA_BASE={Path.Combine(RunningPlatform.State, "rabbitmq")}";
        return Process.GetProcessesByName("beam.smp").Where(p => Environment(p).Contains(mine, StringComparison.Ordinal)).MaxBy(p => p.WorkingSet64)?.Id
            ?? throw new InvalidOperationException("RabbitMQ does not run.");
    }

    /// <summary>Empty for a process that has ended meanwhile: Erlang starts short-lived ones of the same name.</summary>
    private static string Environment(Process process)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{process.Id}/environ"));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
