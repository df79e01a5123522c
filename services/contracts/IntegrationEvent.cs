namespace Nabij.Contracts;

/// <summary>
/// Something that happened in one service and that others may act on. An event holds no personal data and no free text:
/// ids, codes, counts and times only. Its wire name (<c>service.what-happened.v1</c>) never changes; a breaking change is a new name.
/// </summary>
public abstract record IntegrationEvent
{
    /// <summary>The same for every delivery, retry, replay and subscriber of this event.</summary>
    public Guid EventId { get; init; } = Guid.CreateVersion7();

    /// <summary>When it happened, in UTC.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>
    /// The version of the aggregate after this event, counting from 1. A projection ignores an event that is older than what it holds.
    /// </summary>
    public required long AggregateVersion { get; init; }

    /// <summary>CBS code (<c>GM0344</c>) of the municipality that it concerns; null for something national.</summary>
    public string? Municipality { get; init; }

    /// <summary>The organisation (catalogue id) that it concerns, if one.</summary>
    public Guid? Organisation { get; init; }

    /// <summary>The aggregate that it is about. Events with the same subject arrive in the order in which they happened. Not part of the JSON.</summary>
    public abstract string Subject { get; }
}
