using System.Diagnostics;

namespace Nabij.Benchmarks;

/// <summary>A server in a process of its own, until disposed.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Returns when <paramref name="address"/> answers 200, at most after <paramref name="longest"/> (default 30 s).</summary>
    public static async Task<ServerProcess> StartAsync(
        Uri address, string assembly, string[] arguments, IReadOnlyDictionary<string, string>? environment = null, TimeSpan? longest = null)
    {
        // Its output is not read: a pipe that fills would stop it.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec dotnet \"$@\" >/dev/null 2>&1", "sh", assembly, .. arguments])
        {
            WorkingDirectory = Path.GetDirectoryName(assembly),
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        var server = new ServerProcess(Process.Start(start)!);
        using var client = new HttpClient();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var began = Stopwatch.GetTimestamp();
        while (!await AnswersAsync(client, address))
        {
            if (!server._process.HasExited && Stopwatch.GetElapsedTime(began) < (longest ?? Usual) && await timer.WaitForNextTickAsync()) continue;
            await server.DisposeAsync();
            throw new InvalidOperationException($"{Path.GetFileName(assembly)} {string.Join(' ', arguments)} does not answer at {address}.");
        }

        return server;
    }

    /// <summary>A program that ends by itself. Returns what it wrote.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<string> RunToEndAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{Path.GetFileName(program)} failed:\n{output}");
    }

    private static async Task<bool> AnswersAsync(HttpClient client, Uri address)
    {
        try
        {
            using var response = await client.GetAsync(address);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // not listening yet
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
