using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Nabij.Benchmarks.Gateway;

/// <summary>
/// The load generator. A loop over HttpClient costs about as much processor time per request as the gateway itself, which on two
/// cores would hide half of every difference; wrk costs a small fraction of it.
/// </summary>
internal static partial class Wrk
{
    /// <summary>Requests per second over keep-alive connections.</summary>
    /// <param name="script">A file in Lua that makes the requests; GET without it.</param>
    public static async Task<double> RunAsync(Uri address, int connections, int seconds, string? token, string? script = null)
    {
        string[] header = token is null ? [] : ["-H", $"Authorization: Bearer {token}"];
        string[] made = script is null ? [] : ["-s", script];
        using var process = Process.Start(new ProcessStartInfo("wrk", ["-t1", $"-c{connections}", $"-d{seconds}s", .. header, .. made, address.ToString()])
        {
            RedirectStandardOutput = true,
        })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0 || output.Contains("Non-2xx", StringComparison.Ordinal) || output.Contains("Socket errors", StringComparison.Ordinal))
            throw new InvalidOperationException($"{address} did not answer every request with 2xx:\n{output}");
        return double.Parse(RequestsPerSecond().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"Requests/sec:\s+([0-9.]+)")]
    private static partial Regex RequestsPerSecond();
}
