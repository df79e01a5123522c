using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Nabij.Contracts;
using Nabij.Testing;
using Npgsql;
using Signals.Tests;

[assembly: AssemblyFixture(typeof(SignalsFixture))]
[assembly: System.Runtime.Versioning.UnsupportedOSPlatform("windows")]

namespace Signals.Tests;

public sealed class SignalsFixture() : ServiceFixture<Program>("signals",
    new ServiceFixture<Program>.Database("signals_keys", "Vault/Migrations"), new ServiceFixture<Program>.Database("signals_ledger", "Retention/Migrations"))
{
    /// <summary>Follows up in Utrecht (<c>GM0344</c>).</summary>
    public static readonly Guid Organisation = Guid.CreateVersion7();

    private readonly string _keyFile = Path.Combine(Path.GetTempPath(), $"nabij-vault-{Guid.NewGuid():N}.key");
    private NpgsqlDataSource? _keys, _ledger;

    /// <summary>Every log line of the service, with its values and exceptions.</summary>
    public ConcurrentQueue<string> LogLines { get; } = new();

    public NpgsqlDataSource KeysDb => _keys ??= NpgsqlDataSource.Create(ConnectionString("signals_keys"));

    public NpgsqlDataSource LedgerDb => _ledger ??= NpgsqlDataSource.Create(ConnectionString("signals_ledger"));

    public string KeyFile => _keyFile;

    protected override IEnumerable<KeyValuePair<string, string>> Settings
    {
        get
        {
            if (!File.Exists(_keyFile))
            {
                File.WriteAllText(_keyFile, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
                File.SetUnixFileMode(_keyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            return [new("Vault:KeyFile", _keyFile), new("Intake:Difficulty", "6"), new("Intake:NormalPerMinute", "100000"), new("Intake:PerMunicipality", "3000"), new("Intake:InAll", "0")];
        }
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureLogging(log => log.AddProvider(new Capture(LogLines)));
    }

    public override async ValueTask DisposeAsync()
    {
        if (_keys is not null) await _keys.DisposeAsync();
        if (_ledger is not null) await _ledger.DisposeAsync();
        await base.DisposeAsync();
        File.Delete(_keyFile);
    }

    /// <summary>The handler who follows up in Utrecht, unless told otherwise.</summary>
    public HttpClient Handler(string municipality = "GM0344", Guid? organisation = null) => Caller("handler", municipality, organisation ?? Organisation);

    /// <summary>A privacy officer of Utrecht, unless told otherwise.</summary>
    public HttpClient Officer(string municipality = "GM0344", string? subject = null) => Caller("privacy-officer", municipality, subject: subject);

    public Task<T> HearAsync<T>(Guid signalRef) where T : SignalEvent => Broker.HearAsync<T>(e => e.SignalRef == signalRef);

    private sealed class Capture(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{formatter(state, exception)} {exception} {Activity.Current?.TraceId}");

        public void Dispose()
        {
        }
    }
}
