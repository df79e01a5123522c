using Nabij.Testing;
using RabbitMQ.Client;

namespace Platform.Tests.Support;

/// <summary>The queues of the services, with the administrator's eyes.</summary>
public static class Queues
{
    public static Task<IConnection> ConnectAsync() => new ConnectionFactory { Uri = new Uri(TestServers.RabbitMq), ClientProvidedName = "platform tests" }.CreateConnectionAsync();

    /// <summary>Messages in all queues whose name ends so: <c>""</c> for the services' own, <c>_error</c>, <c>_skipped</c>.</summary>
    public static async Task<long> CountAsync(string suffix)
    {
        await using var connection = await ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        var count = 0L;
        foreach (var service in RunningPlatform.Services) count += (await channel.QueueDeclarePassiveAsync(service + suffix)).MessageCount;
        return count;
    }
}
