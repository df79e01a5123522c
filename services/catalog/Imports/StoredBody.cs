using Dapper;
using Npgsql;

namespace Nabij.Catalog.Imports;

/// <summary>The file of an import, as chunks in the database: every replica can go on with it.</summary>
internal sealed class StoredBody(NpgsqlDataSource db, Guid import) : ForwardStream
{
    public const int ChunkSize = 1024 * 1024;

    private byte[] _chunk = [];
    private int _number, _at;

    public static async Task StoreAsync(NpgsqlDataSource db, Guid import, int number, ReadOnlyMemory<byte> data, CancellationToken ct)
    {
        await using var insert = db.CreateCommand("insert into import_chunk (import_id, number, data) values ($1, $2, $3)");
        insert.Parameters.AddWithValue(import);
        insert.Parameters.AddWithValue(number);
        insert.Parameters.AddWithValue(data);
        await insert.ExecuteNonQueryAsync(ct);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_at == _chunk.Length)
        {
            await using var connection = await db.OpenConnectionAsync(cancellationToken);
            _chunk = await connection.ExecuteScalarAsync<byte[]>(new CommandDefinition(
                "select data from import_chunk where import_id = @import and number = @number", new { import, number = _number++ }, cancellationToken: cancellationToken)) ?? [];
            _at = 0;
        }

        var some = _chunk.AsMemory(_at, Math.Min(_chunk.Length - _at, buffer.Length));
        some.CopyTo(buffer);
        _at += some.Length;
        return some.Length;
    }
}
