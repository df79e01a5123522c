using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Messaging.Tests;

/// <summary>A RabbitMQ of the test's own, started the way the platform starts its own, so that it can be killed.</summary>
public sealed class TestBroker : IAsyncDisposable
{
    private const string Password = "only-on-loopback";

    private readonly string _directory = Path.Combine(TestDatabase.Setting("NABIJ_STATE"), $"broker{Guid.NewGuid():N}"[..14]);
    private readonly int[] _ports = FreePorts(3);
    private Process? _script;

    public string Uri => $"amqp://nabij_admin:{Password}@127.0.0.1:{_ports[0]}/nabij";

    public static async Task<TestBroker> StartNewAsync()
    {
        var broker = new TestBroker();
        Directory.CreateDirectory(broker._directory);
        using var prepare = Script(["prepare", broker._directory, Password]);
        await prepare.WaitForExitAsync();
        Assert.Equal(0, prepare.ExitCode);
        await broker.StartAsync();
        return broker;
    }

    /// <summary>On the data that stands there.</summary>
    public async Task StartAsync()
    {
        _script = Script(["run", _directory, .. _ports.Select(p => p.ToString(CultureInfo.InvariantCulture))]);
        await Eventually.TrueAsync(async () =>
        {
            using var client = new TcpClient();
            return await client.ConnectAsync(IPAddress.Loopback, _ports[0]).ContinueWith(t => t.IsCompletedSuccessfully, TaskScheduler.Default);
        }, seconds: 90);
    }

    /// <summary>kill -9 of the Erlang machine.</summary>
    public async Task KillAsync()
    {
        var id = int.Parse(await File.ReadAllTextAsync(Path.Combine(_directory, "rabbit.pid")), CultureInfo.InvariantCulture);
        using (var beam = Process.GetProcessById(id)) beam.Kill();
        await _script!.WaitForExitAsync();
        _script.Dispose();
        _script = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_script is not null)
        {
            _script.Kill(entireProcessTree: true);
            await _script.WaitForExitAsync();
            _script.Dispose();
        }

        Directory.Delete(_directory, recursive: true);
    }

    private static Process Script(IEnumerable<string> arguments)
    {
        var script = Path.Combine(TestDatabase.Setting("NABIJ_ROOT"), "deploy/local/rabbitmq.sh");
        var start = new ProcessStartInfo("bash", [script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NABIJ_PLATFORM"] = TestDatabase.Setting("NABIJ_STATE"); // what ends with the platform that the tests run on
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        foreach (var listener in listeners) listener.Start();
        int[] ports = [.. listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port)];
        foreach (var listener in listeners) listener.Dispose();
        return ports;
    }
}
