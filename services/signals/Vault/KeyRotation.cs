using System.Security.Cryptography;
using Dapper;
using Npgsql;

namespace Nabij.Signals.Vault;

/// <summary>
/// Puts a new key-encryption key first and wraps all data keys anew with it, while the service works: it reads the changed file before its next use. What
/// was wrapped stays wrapped at every moment, so it may die anywhere and be run again.
/// </summary>
internal sealed class KeyRotation([FromKeyedServices(KeyVault.Database)] NpgsqlDataSource db, KeyEncryptionKeys keys, IConfiguration configuration)
{
    private const int Batch = 500;

    private string KeyFile => configuration["Vault:KeyFile"]!;

    /// <summary>Adds a key, unless an earlier rotation is not finished. Returns how many keys were wrapped anew.</summary>
    public async Task<long> RotateAsync(CancellationToken ct)
    {
        if (await LeftAsync(ct) == 0)
            await WriteAsync([Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyEncryptionKeys.KeySize)), .. await File.ReadAllLinesAsync(KeyFile, ct)], ct);
        return await WrapAnewAsync(ct);
    }

    /// <summary>Wraps anew what the first key did not wrap, until nothing is left.</summary>
    public async Task<long> WrapAnewAsync(CancellationToken ct)
    {
        var total = 0L;
        long pass;
        do
        {
            pass = await WrapServiceKeysAsync(ct);
            for (var after = Guid.Empty; await WrapBatchAsync(after, ct) is { } batch; after = batch.Last) pass += batch.Count;
            total += pass;
        }
        while (pass > 0);
        return total;
    }

    /// <summary>Leaves only the first key in the file. False: something is still wrapped by another one, and nothing was changed.</summary>
    public async Task<bool> DropOldAsync(CancellationToken ct)
    {
        await WrapAnewAsync(ct);
        if (await LeftAsync(ct) > 0) return false;
        await WriteAsync([(await File.ReadAllLinesAsync(KeyFile, ct)).First(line => line.Length > 0)], ct);
        return true;
    }

    private async Task<long> LeftAsync(CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(LeftSql, new { id = keys.CurrentId }, cancellationToken: ct));
    }

    private async Task<long> WrapServiceKeysAsync(CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var count = 0L;
        foreach (var (name, old) in await connection.QueryAsync<(string, byte[])>(new CommandDefinition(ServiceKeysSql, new { id = keys.CurrentId }, cancellationToken: ct)))
            count += await connection.ExecuteAsync(new CommandDefinition(SetServiceKeySql, new { name, old, fresh = Anew(old, ServiceKeys.OwnerName(name)) }, cancellationToken: ct));
        return count;
    }

    private async Task<(Guid Last, long Count)?> WrapBatchAsync(Guid after, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(BatchSql, new { id = keys.CurrentId, after, Batch }, cancellationToken: ct))).AsList();
        if (rows.Count == 0) return null;
        var count = 0L;
        foreach (var (column, owner, old) in new (string, KeyOwner, Func<Row, byte[]?>)[]
        {
            ("subject_key", KeyOwner.Subject, r => r.SubjectKey), ("reporter_key", KeyOwner.Reporter, r => r.ReporterKey), ("case_key", KeyOwner.Case, r => r.CaseKey),
        })
        {
            var wrapped = rows.Where(r => old(r) is { } key && !key.AsSpan(0, KeyEncryptionKeys.IdSize).SequenceEqual(keys.CurrentId)).ToList();
            // A key that was destroyed meanwhile does not come back: only what is still the same is replaced.
            count += await connection.ExecuteAsync(new CommandDefinition($"""
                update signal_keys k set {column} = n.fresh from unnest(@ids, @olds, @fresh) as n (id, old, fresh) where k.signal_id = n.id and k.{column} = n.old
                """, new
            {
                ids = wrapped.Select(r => r.SignalId).ToArray(),
                olds = wrapped.Select(r => old(r)!).ToArray(),
                fresh = wrapped.Select(r => Anew(old(r)!, KeyVault.OwnerName(r.SignalId, owner))).ToArray(),
            }, cancellationToken: ct));
        }

        return (rows[^1].SignalId, count);
    }

    private byte[] Anew(byte[] wrapped, string owner)
    {
        var key = keys.Unwrap(wrapped, owner);
        var anew = keys.Wrap(key, owner);
        CryptographicOperations.ZeroMemory(key);
        return anew;
    }

    /// <summary>In one go: whoever reads sees the old file or the new one.</summary>
    private async Task WriteAsync(IReadOnlyList<string> lines, CancellationToken ct)
    {
        var beside = KeyFile + ".new";
        File.Delete(beside);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var file = new FileStream(beside, options))
        {
            await file.WriteAsync(System.Text.Encoding.ASCII.GetBytes(string.Join('\n', lines) + '\n'), ct);
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, KeyFile, overwrite: true);
    }

    private sealed record Row
    {
        public Guid SignalId { get; init; }
        public byte[]? SubjectKey { get; init; }
        public byte[]? ReporterKey { get; init; }
        public byte[]? CaseKey { get; init; }
    }

    private const string WrappedByAnother = """
        substring(subject_key for 4) <> @id or substring(reporter_key for 4) <> @id or substring(case_key for 4) <> @id
        """;

    private const string LeftSql = $"""
        select (select count(*) from signal_keys where {WrappedByAnother}) + (select count(*) from service_key where substring(key for 4) <> @id)
        """;

    private const string BatchSql = $"""
        select signal_id, subject_key, reporter_key, case_key from signal_keys where signal_id > @after and ({WrappedByAnother}) order by signal_id limit @Batch
        """;

    private const string ServiceKeysSql = "select name, key from service_key where substring(key for 4) <> @id";

    private const string SetServiceKeySql = "update service_key set key = @fresh where name = @name and key = @old";
}
