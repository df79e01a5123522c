using System.Diagnostics;
using System.Globalization;
using System.Text;
using Platform.Tests.Support;
using RabbitMQ.Client.Exceptions;

namespace Platform.Tests.Faults;

/// <summary>The programs of the platform, each under a supervisor that starts it again.</summary>
internal static class Supervised
{
    /// <summary>SIGKILL: the program learns nothing of it, and nobody but its supervisor acts. PostgreSQL loses all its processes, as in a crash of the machine.</summary>
    /// <returns>The pid that is no more.</returns>
    public static int Kill(string unit)
    {
        using var process = Process.GetProcessById(Program(unit) ?? throw new InvalidOperationException($"{unit} does not run."));
        process.Kill(entireProcessTree: unit == "postgres");
        return process.Id;
    }

    /// <summary>The pid of the program that runs now; null while none does.</summary>
    public static int? Program(string unit) => unit == "rabbitmq" ? Broker() : Child(unit);

    /// <summary>Every service and the gateway can serve, with their databases, and the broker takes connections.</summary>
    public static async Task<bool> AllReadyAsync()
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            foreach (var address in RunningPlatform.Services.Select(RunningPlatform.AddressOf).Append(RunningPlatform.Gateway))
            {
                using var answer = await http.GetAsync(new Uri(address, "/health/ready"));
                if (!answer.IsSuccessStatusCode) return false;
            }

            await using var broker = await Queues.ConnectAsync();
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException or RabbitMQClientException)
        {
            return false;
        }
    }

    private static int? Child(string unit) =>
        int.TryParse(File.ReadAllText(Path.Combine(RunningPlatform.State, "run", $"{unit}.child")), CultureInfo.InvariantCulture, out var pid) ? pid : null;

    /// <summary>The Erlang machine below the broker's script, known by the folder of its data.</summary>
    private static int? Broker()
    {
        var mine = $"RABBITMQ_MNESIA_BASE={Path.Combine(RunningPlatform.State, "rabbitmq")}";
        return Process.GetProcessesByName("beam.smp").Where(p => Environment(p).Contains(mine, StringComparison.Ordinal)).MaxBy(p => p.WorkingSet64)?.Id;
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
