using System.Reflection;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Nabij.Contracts;
using Nabij.Messaging.Bus;
using Nabij.Messaging.Inbox;
using Nabij.Messaging.Outbox;
using Npgsql;

namespace Nabij.Messaging;

/// <summary>Puts a service on the bus.</summary>
public static class MessagingExtensions
{
    /// <summary>Name of the activity source and the meter of this library.</summary>
    public const string TelemetryName = MessagingTelemetry.Name;

    /// <summary>
    /// Adds <see cref="UnitOfWork"/> (scoped), <see cref="UnitOfWorkFactory"/>, the outbox relay, and the reactions found in
    /// <paramref name="service"/>. Needs an <see cref="NpgsqlDataSource"/> and <c>RabbitMq:Uri</c>.
    /// </summary>
    public static IServiceCollection AddMessaging(this IServiceCollection services, string name, Assembly service, IConfiguration configuration) =>
        services.AddMessaging(name, service.GetTypes(), [typeof(IntegrationEvent).Assembly], configuration);

    internal static IServiceCollection AddMessaging(this IServiceCollection services, string name, IEnumerable<Type> candidates,
        IEnumerable<Assembly> contracts, IConfiguration configuration)
    {
        var options = configuration.GetSection("Messaging").Get<MessagingOptions>() ?? new MessagingOptions();
        options.Service = name;
        options.Broker = configuration["RabbitMq:Uri"] ?? "";
        var types = new EventTypes(contracts);
        var reactions = Reactions.Among(candidates, types);

        services.AddSingleton(options).AddSingleton(types).AddSingleton(reactions);
        services.AddSingleton<WakeUp>().AddSingleton<MessagingMetrics>().AddSingleton<OutboxWriter>().AddSingleton<BrokerPublisher>();
        services.AddSingleton(p => new UnitOfWorkFactory(p.GetRequiredService<NpgsqlDataSource>(), p.GetRequiredService<OutboxWriter>()));
        services.AddScoped(p => p.GetRequiredService<UnitOfWorkFactory>().Begin());
        services.TryAddSingleton(TimeProvider.System);
        foreach (var (contract, handler) in reactions.Handlers) services.AddTransient(contract, handler);

        services.AddWorker<InboxDispatcher>();
        services.AddWorker<InboxPurge>();
        AddBus(services, options, reactions);
        services.AddHostedService<OutboxRelay>();
        services.AddHostedService<OutboxGauge>();
        return services;
    }

    /// <summary>Declares the exchanges, queues and bindings of this service; the broker's address must be the administrator's.</summary>
    public static Task DeployTopologyAsync(this IServiceProvider services, CancellationToken ct = default)
    {
        var (options, types) = (services.GetRequiredService<MessagingOptions>(), services.GetRequiredService<EventTypes>());
        return Topology.DeployAsync(options.Broker, options.Service, [.. types.PublishedBy(options.Service)],
            [.. services.GetRequiredService<Reactions>().EventTypes.Select(types.NameOf)], [.. types.Names], ct);
    }

    private static void AddBus(IServiceCollection services, MessagingOptions options, Reactions reactions)
    {
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.ConfigureHealthCheckOptions(o =>
            {
                // A service works on while the broker is away: its outbox fills.
                o.Name = "broker";
                o.Tags.Clear();
                o.Tags.Add("broker");
            });
            bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.Host(new Uri(options.Broker), options.Service, _ => { });
                rabbit.ConfigureJsonSerializerOptions(MessageJson.Configure);
                if (reactions.EventTypes.Count == 0) return;
                rabbit.ReceiveEndpoint(options.Service, endpoint =>
                {
                    endpoint.ConfigureConsumeTopology = false; // bindings are the administrator's work, see Topology
                    endpoint.PublishFaults = false;
                    endpoint.PrefetchCount = options.Prefetch;
                    endpoint.ConcurrentMessageLimit = options.Prefetch;
                    endpoint.SetQuorumQueue();
                    endpoint.SingleActiveConsumer = true;
                    var turnstile = new TurnstileFilter();
                    endpoint.ConfigureReceive(receive => receive.UseFilter(turnstile));
                    endpoint.ConnectReceiveEndpointObserver(turnstile);
                    var (types, inbox) = (context.GetRequiredService<EventTypes>(), context.GetRequiredService<InboxDispatcher>());
                    foreach (var type in reactions.EventTypes) EventConsumer.For(type).Connect(endpoint, types.NameOf(type), inbox);
                });
            });
        });
        services.AddOptions<MassTransitHostOptions>().Configure(host =>
        {
            host.WaitUntilStarted = false;
            host.StopTimeout = TimeSpan.FromSeconds(15);
            host.ConsumerStopTimeout = TimeSpan.FromSeconds(10);
        });
    }
}

/// <summary>The reactions of a service: which events it hears and which classes handle them.</summary>
internal sealed record Reactions(IReadOnlyCollection<Type> EventTypes, IReadOnlyList<(Type Contract, Type Handler)> Handlers)
{
    public static Reactions Among(IEnumerable<Type> candidates, EventTypes types)
    {
        var handlers = candidates.Where(t => t is { IsClass: true, IsAbstract: false }).SelectMany(t => Contracts(t, types)).ToList();
        return new Reactions([.. handlers.Select(h => h.Contract.GenericTypeArguments[0]).Distinct()], handlers);
    }

    private static IEnumerable<(Type Contract, Type Handler)> Contracts(Type type, EventTypes types)
    {
        if (type.IsGenericTypeDefinition)
        {
            return type.GetInterfaces().Any(IsHandle)
                ? types.All.Select(e => (typeof(IHandle<>).MakeGenericType(e), type.MakeGenericType(e)))
                : [];
        }

        return type.GetInterfaces().Where(IsHandle).Select(i => (i, type));
    }

    private static bool IsHandle(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IHandle<>);
}
