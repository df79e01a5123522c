using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Nabij.Contracts;
using Nabij.Messaging;

namespace Nabij.Benchmarks.Events;

/// <summary>The platform's way, as a service uses it: a unit of work in one service, a reaction in another.</summary>
internal sealed class Ours() : EventPath("ours")
{
    private readonly List<IHost> _hosts = [];
    private UnitOfWorkFactory? _works;

    public override async Task StartAsync()
    {
        var messaging = typeof(UnitOfWork).Assembly;
        string[] scripts = [.. messaging.GetManifestResourceNames().Where(n => n.EndsWith(".sql", StringComparison.Ordinal)).Order().Select(Read)];
        await Source.CreateAsync([Schema.Item, .. scripts]);
        await Target.CreateAsync([Schema.Effect, .. scripts]);
        var publisher = await StartAsync("catalog", Source, typeof(IntegrationEvent).Assembly);
        await StartAsync("notifications", Target, typeof(WriteDown).Assembly);
        _works = publisher.Services.GetRequiredService<UnitOfWorkFactory>();

        string Read(string script)
        {
            using var reader = new StreamReader(messaging.GetManifestResourceStream(script)!);
            return reader.ReadToEnd();
        }
    }

    public override async Task WriteAsync(long number)
    {
        var (key, version) = (KeyOf(number), VersionOf(number));
        await using var work = _works!.Begin();
        await work.ExecuteAsync(InsertSql, new { number, key, version, Happening.Name });
        work.Publish(Happening.At(number, key, version));
        await work.CommitAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.StopAsync();
            host.Dispose();
        }

        await base.DisposeAsync();
    }

    private async Task<IHost> StartAsync(string service, Database database, Assembly reactions)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["RabbitMq:Uri"] = Settings.Get("NABIJ_BENCH_RABBITMQ") });
        builder.Configuration.AddEnvironmentVariables("NABIJ_BENCH_OPTION_");
        builder.Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        builder.Services.AddSingleton(database.Connections);
        builder.Services.AddMessaging(service, reactions, builder.Configuration);
        var host = builder.Build();
        _hosts.Add(host);
        await host.Services.DeployTopologyAsync();
        await host.StartAsync();
        return host;
    }

    private const string InsertSql = "insert into item (number, key, version, name) values (@number, @key, @version, @Name)";
}

/// <summary>The effect in the other service.</summary>
internal sealed class WriteDown : IHandle<ServicePublished>
{
    public Task HandleAsync(ServicePublished message, UnitOfWork work, CancellationToken ct) =>
        work.ExecuteAsync(InsertSql, new { message.ServiceId, message.AggregateVersion }, ct);

    private const string InsertSql = "insert into effect (key, version) values (@ServiceId, @AggregateVersion)";
}
