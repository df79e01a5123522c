using System.Collections.Concurrent;
using System.Security.Cryptography;
using Dapper;
using Npgsql;

namespace Nabij.Signals.Vault;

/// <summary>
/// Keys that are of no signal. Made at their first use and kept wrapped in the database of keys: a rotation wraps them anew and does not change them, so
/// that a receipt of years ago is still known.
/// </summary>
internal sealed class ServiceKeys([FromKeyedServices(KeyVault.Database)] NpgsqlDataSource db, KeyEncryptionKeys wrapping)
{
    public const string Receipts = "receipts", SubjectIndex = "subject-index", EffectPairs = "effect-pairs", Proofs = "proofs";

    private readonly ConcurrentDictionary<string, byte[]> _known = new();

    public async ValueTask<byte[]> GetAsync(string name, CancellationToken ct)
    {
        if (_known.TryGetValue(name, out var known)) return known;
        await using var connection = await db.OpenConnectionAsync(ct);
        // Receipts that were given before this table was there were hashed with a key that comes from the file.
        var first = name == Receipts ? wrapping.DeriveAll("receipt")[0] : RandomNumberGenerator.GetBytes(KeyEncryptionKeys.KeySize);
        await connection.ExecuteAsync(new CommandDefinition(InsertSql, new { name, key = wrapping.Wrap(first, OwnerName(name)) }, cancellationToken: ct));
        var wrapped = await connection.QuerySingleAsync<byte[]>(new CommandDefinition(FindSql, new { name }, cancellationToken: ct));
        return _known.GetOrAdd(name, wrapping.Unwrap(wrapped, OwnerName(name)));
    }

    public static string OwnerName(string name) => $"service\n{name}";

    private const string InsertSql = "insert into service_key (name, key) values (@name, @key) on conflict (name) do nothing";

    private const string FindSql = "select key from service_key where name = @name";
}
