using System.Collections.Concurrent;
using MassTransit;
using Nabij.Contracts;
using Nabij.Messaging;

namespace Messaging.Tests;

[EntityName("maker.counted.v1"), MessageUrn("maker.counted.v1"), Audience(Audience.Internal)]
public sealed record Counted : IntegrationEvent
{
    public required string Key { get; init; }

    public override string Subject => Key;
}

/// <summary>Nobody hears this one.</summary>
[EntityName("maker.unheard.v1"), MessageUrn("maker.unheard.v1"), Audience(Audience.Internal)]
public sealed record Unheard : IntegrationEvent
{
    public required string Key { get; init; }

    public override string Subject => Key;
}

/// <summary>An event that the user of the catalogue may publish.</summary>
[EntityName("catalog.counted.v1"), MessageUrn("catalog.counted.v1"), Audience(Audience.Internal)]
public sealed record CatalogCounted : IntegrationEvent
{
    public required string Key { get; init; }

    public override string Subject => Key;
}

/// <summary>What the test wants the reaction to do, and what it saw.</summary>
public sealed class Script
{
    /// <summary>Throws to make the reaction fail, after its effect was written.</summary>
    public Action<Counted> Then { get; set; } = _ => { };

    /// <summary>How long the reaction takes, in its transaction.</summary>
    public TimeSpan Takes { get; set; }

    public ConcurrentQueue<string> Traces { get; } = new();
}

/// <summary>Writes down what it got, in the order in which it got it.</summary>
internal sealed class WriteDown(Script script) : IHandle<Counted>, IHandle<CatalogCounted>
{
    public Task HandleAsync(CatalogCounted message, UnitOfWork work, CancellationToken ct) =>
        HandleAsync(new Counted { Key = message.Key, AggregateVersion = message.AggregateVersion, OccurredAt = message.OccurredAt }, work, ct);

    public async Task HandleAsync(Counted message, UnitOfWork work, CancellationToken ct)
    {
        await work.ExecuteAsync("insert into effect (key, number) values (@Key, @AggregateVersion)", message, ct);
        if (script.Takes > TimeSpan.Zero) await work.ExecuteAsync("select pg_sleep(@seconds)", new { seconds = script.Takes.TotalSeconds }, ct);
        script.Traces.Enqueue(System.Diagnostics.Activity.Current?.TraceId.ToString() ?? "");
        script.Then(message);
    }
}
