using Nabij.Contracts;

namespace Nabij.Messaging;

/// <summary>
/// A reaction of this service to an event. Its effect, the mark that the event was handled, and the events that it publishes itself
/// stand or fall together: write through <c>work</c> only, and do not commit. It may run again after a failure, with nothing of the
/// failed run left. One file per foreign event, in the service's <c>Reactions</c> folder; reactions are found by scanning.
/// An open generic class (<c>Log&lt;TEvent&gt; : IHandle&lt;TEvent&gt;</c>) reacts to every event.
/// </summary>
public interface IHandle<in TEvent> where TEvent : IntegrationEvent
{
    Task HandleAsync(TEvent message, UnitOfWork work, CancellationToken ct);
}
