using Nabij.Messaging.Bus;
using Nabij.Testing;
using RabbitMQ.Client;

namespace Platform.Tests.Support;

/// <summary>The queues of the services, with the administrator's eyes.</summary>
public static class Queues
{
    public static Task<IConnection> ConnectAsync() => new ConnectionFactory { Uri = new Uri(TestServers.RabbitMq), ClientProvidedName = "platform tests" }.CreateConnectionAsync();

    /// <summary>What stands in a queue for errors, or for messages that nobody hears.</summary>
    public static async Task<IReadOnlyList<DeadLetter>> GivenUpAsync()
    {
        var letters = new List<DeadLetter>();
        foreach (var service in RunningPlatform.Services) letters.AddRange(await new DeadLetters(TestServers.RabbitMq, service).ListAsync());
        return letters;
    }
}
