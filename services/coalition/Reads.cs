using Dapper;
using Npgsql;

namespace Nabij.Coalition;

/// <summary>Queries outside a unit of work.</summary>
internal static class Reads
{
    public static async Task<T?> FindAsync<T>(this NpgsqlDataSource db, string sql, object args, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<T>(new CommandDefinition(sql, args, cancellationToken: ct));
    }

    public static async Task<IReadOnlyList<T>> ListAsync<T>(this NpgsqlDataSource db, string sql, object args, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<T>(new CommandDefinition(sql, args, cancellationToken: ct))).AsList();
    }
}
