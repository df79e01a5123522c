using System.Security.Cryptography;
using Dapper;
using Npgsql;

namespace Nabij.Signals.Vault;

/// <summary>
/// Keeps the data keys of signals, wrapped, in a database of their own. A signal's keys are written before the signal: what is
/// left when the second step fails is a key that opens nothing, which <see cref="KeySweep"/> removes.
/// </summary>
internal sealed class KeyVault([FromKeyedServices(KeyVault.Database)] NpgsqlDataSource db, KeyEncryptionKeys wrapping, TimeProvider time)
{
    public const string Database = "signals_keys";

    /// <summary>Makes and stores the keys of a new signal.</summary>
    public async Task<SignalKeys> CreateAsync(Guid signal, string municipality, CancellationToken ct)
    {
        var keys = SignalKeys.New(signal, municipality);
        await using var connection = await db.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(InsertSql, new
        {
            signal,
            subject = wrapping.Wrap(keys.KeyOf(KeyOwner.Subject), OwnerName(signal, KeyOwner.Subject)),
            reporter = wrapping.Wrap(keys.KeyOf(KeyOwner.Reporter), OwnerName(signal, KeyOwner.Reporter)),
            @case = wrapping.Wrap(keys.KeyOf(KeyOwner.Case), OwnerName(signal, KeyOwner.Case)),
            now = time.GetUtcNow(),
        }, cancellationToken: ct));
        return keys;
    }

    /// <summary>The keys of a signal; those that were destroyed are missing from it.</summary>
    public async Task<SignalKeys> FindAsync(Guid signal, string municipality, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<WrappedKeys>(new CommandDefinition(FindSql, new { signal }, cancellationToken: ct));
        return new SignalKeys(signal, municipality,
            Unwrap(row?.SubjectKey, signal, KeyOwner.Subject), Unwrap(row?.ReporterKey, signal, KeyOwner.Reporter), Unwrap(row?.CaseKey, signal, KeyOwner.Case));
    }

    /// <summary>Destroys all keys of these signals: nothing of what they sealed can be read again.</summary>
    public async Task DestroyAsync(IReadOnlyCollection<Guid> signals, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(DestroySql, new { ids = signals.ToArray() }, cancellationToken: ct));
    }

    /// <summary>Destroys the reporter's key alone.</summary>
    public async Task DestroyReporterAsync(Guid signal, CancellationToken ct) => await SetReporterAsync(signal, null, ct);

    /// <summary>A new key for a reporter whose own was destroyed. What the old one sealed stays closed.</summary>
    public async Task RenewReporterAsync(Guid signal, CancellationToken ct)
    {
        var key = RandomNumberGenerator.GetBytes(KeyEncryptionKeys.KeySize);
        await SetReporterAsync(signal, wrapping.Wrap(key, OwnerName(signal, KeyOwner.Reporter)), ct);
        CryptographicOperations.ZeroMemory(key);
    }

    private async Task SetReporterAsync(Guid signal, byte[]? key, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(SetReporterSql, new { signal, key }, cancellationToken: ct));
    }

    /// <summary>The next signals that have keys, in order of the keys' making.</summary>
    public async Task<IReadOnlyList<KeyPosition>> ListAsync(KeyPosition after, DateTimeOffset before, int limit, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<KeyPosition>(new CommandDefinition(
            ListSql, new { after.CreatedAt, after.SignalId, before, limit }, cancellationToken: ct))).AsList();
    }

    private byte[]? Unwrap(byte[]? wrapped, Guid signal, KeyOwner owner) => wrapped is null ? null : wrapping.Unwrap(wrapped, OwnerName(signal, owner));

    private static string OwnerName(Guid signal, KeyOwner owner) => $"{signal}\n{owner}";

    private sealed record WrappedKeys
    {
        public byte[]? SubjectKey { get; init; }
        public byte[]? ReporterKey { get; init; }
        public byte[]? CaseKey { get; init; }
    }

    private const string InsertSql = """
        insert into signal_keys (signal_id, subject_key, reporter_key, case_key, created_at) values (@signal, @subject, @reporter, @case, @now)
        """;

    private const string FindSql = "select subject_key, reporter_key, case_key from signal_keys where signal_id = @signal";

    private const string SetReporterSql = "update signal_keys set reporter_key = @key where signal_id = @signal";

    private const string DestroySql = "delete from signal_keys where signal_id = any(@ids)";

    private const string ListSql = """
        select created_at, signal_id from signal_keys
        where (created_at, signal_id) > (@CreatedAt, @SignalId) and created_at < @before
        order by created_at, signal_id limit @limit
        """;
}

/// <summary>A place in the list of keys.</summary>
internal sealed record KeyPosition(DateTimeOffset CreatedAt, Guid SignalId);
