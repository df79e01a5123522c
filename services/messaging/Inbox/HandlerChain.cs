using Microsoft.Extensions.DependencyInjection;
using Nabij.Contracts;

namespace Nabij.Messaging.Inbox;

/// <summary>All reactions of this service to one event, run one after the other in one transaction.</summary>
internal abstract class HandlerChain
{
    public abstract Task HandleAsync(IServiceProvider services, IntegrationEvent message, UnitOfWork work, CancellationToken ct);

    public static HandlerChain For(Type eventType) =>
        (HandlerChain)Activator.CreateInstance(typeof(HandlerChain<>).MakeGenericType(eventType))!;
}

internal sealed class HandlerChain<TEvent> : HandlerChain where TEvent : IntegrationEvent
{
    public override async Task HandleAsync(IServiceProvider services, IntegrationEvent message, UnitOfWork work, CancellationToken ct)
    {
        foreach (var handler in services.GetServices<IHandle<TEvent>>()) await handler.HandleAsync((TEvent)message, work, ct);
    }
}
