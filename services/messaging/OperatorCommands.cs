using Dapper;
using Nabij.Messaging.Bus;
using Npgsql;

namespace Nabij.Messaging;

/// <summary>What an operator does about messages that were given up. Needs the administrator's address of the broker and the owner's data source.</summary>
public static class OperatorCommands
{
    public const string DeadLettersCommand = "dead-letters", ReplayCommand = "replay";

    private const int Listed = 1000;

    public static bool Knows(string command) => command is DeadLettersCommand or ReplayCommand;

    /// <summary>
    /// <c>dead-letters</c>: one line for each message in the error queue and each parked one in the outbox, fields separated by tabs.
    /// <c>replay {message id} | --all | --parked</c>: returns one or all of the error queue to the service's queue, or sends the parked ones again.
    /// </summary>
    /// <returns>0; 1 when the message is not there; 2 for arguments that make no sense.</returns>
    public static async Task<int> RunAsync(string[] args, string broker, string service, NpgsqlDataSource db, TextWriter output, CancellationToken ct = default)
    {
        var letters = new DeadLetters(broker, service);
        switch (args)
        {
            case [DeadLettersCommand]:
                foreach (var letter in await letters.ListAsync(Listed, ct)) await WriteAsync(output, service, "error queue", letter);
                foreach (var parked in await ParkedAsync(db, ct)) await WriteAsync(output, service, "parked", parked);
                return 0;
            case [ReplayCommand, "--all"]:
                await output.WriteLineAsync($"{service}: {await letters.ReplayAsync(null, ct)} returned to the queue");
                return 0;
            case [ReplayCommand, "--parked"]:
                await output.WriteLineAsync($"{service}: {await UnparkAsync(db, ct)} parked messages will be sent again");
                return 0;
            case [ReplayCommand, var id] when Guid.TryParse(id, out var messageId):
                var returned = await letters.ReplayAsync(messageId.ToString(), ct);
                await output.WriteLineAsync(returned > 0 ? $"{service}: returned to the queue" : $"{service}: no such message");
                return returned > 0 ? 0 : 1;
            default:
                await output.WriteLineAsync("usage: dead-letters | replay <message id> | replay --all | replay --parked");
                return 2;
        }
    }

    private static Task WriteAsync(TextWriter output, string service, string where, DeadLetter letter) =>
        output.WriteLineAsync(string.Join('\t', service, where, letter.MessageId, letter.MessageType, letter.Reason, letter.FailedAt?.ToString("u") ?? "-"));

    private static async Task<IEnumerable<DeadLetter>> ParkedAsync(NpgsqlDataSource db, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var rows = await connection.QueryAsync<Parked>(new CommandDefinition(ParkedSql, new { Listed }, cancellationToken: ct));
        return rows.Select(r => new DeadLetter(r.MessageId.ToString(), r.MessageType, r.LastError, r.CreatedAt));
    }

    private static async Task<int> UnparkAsync(NpgsqlDataSource db, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition(UnparkSql, cancellationToken: ct));
    }

    private sealed record Parked
    {
        public Guid MessageId { get; init; }
        public string MessageType { get; init; } = "";
        public string LastError { get; init; } = "";
        public DateTimeOffset CreatedAt { get; init; }
    }

    private const string ParkedSql = """
        select message_id as messageId, message_type as messageType, coalesce(last_error, '') as lastError, created_at as createdAt
        from outbox
        where available_at = 'infinity'
        order by id
        limit @Listed
        """;

    private const string UnparkSql = "update outbox set available_at = now(), attempts = 0 where available_at = 'infinity'";
}
