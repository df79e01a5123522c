using Dapper;
using Microsoft.Extensions.Logging;
using Nabij.Messaging;
using Npgsql;

namespace Nabij.ServiceDefaults.Http;

/// <summary>Forgets kept answers after 24 hours.</summary>
internal sealed class IdempotencyPurge(NpgsqlDataSource db, TimeProvider clock, ILogger<IdempotencyPurge> log) : Round(TimeSpan.FromMinutes(15), clock, log)
{
    public override async Task<int> RunAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition(
            "delete from idempotency where created_at < @now - interval '24 hours'", new { now }, cancellationToken: ct));
    }
}
