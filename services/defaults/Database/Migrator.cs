using System.Reflection;
using System.Security.Cryptography;
using Dapper;
using Nabij.Messaging;
using Npgsql;

namespace Nabij.ServiceDefaults.Database;

/// <summary>
/// Brings a database to the version of the code: every embedded <c>NNNN_what.sql</c> once, in order, each in a transaction of its own (unless its
/// first line is <c>-- no-transaction</c>). Two at once wait for each other. A script that was applied and changed since is an error.
/// </summary>
public static class Migrator
{
    private const long Lock = 0x6d696772617465; // "migrate"

    /// <summary>Shared tables first (outbox, inbox, kept answers), then the service's own. Returns what was applied.</summary>
    /// <param name="connectionString">Of the role that owns the database.</param>
    /// <param name="folder">Of the scripts within the assembly, for example <c>Migrations</c>.</param>
    /// <param name="shared">Whether the database has an outbox, an inbox and kept answers.</param>
    public static async Task<IReadOnlyList<string>> RunAsync(string connectionString, Assembly service, string folder = "Migrations", bool shared = true,
        CancellationToken ct = default)
    {
        var scripts = (shared ? ScriptsOf(typeof(UnitOfWork).Assembly, "Migrations").Concat(ScriptsOf(typeof(Migrator).Assembly, "Migrations")) : [])
            .Concat(ScriptsOf(service, folder));
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var connection = await source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("set statement_timeout = 0", cancellationToken: ct));
        await WaitForTurnAsync(connection, ct);
        await connection.ExecuteAsync(new CommandDefinition(JournalSql, cancellationToken: ct));
        var journal = (await connection.QueryAsync<(string, string)>("select name, checksum from schema_migration")).ToDictionary();

        var applied = new List<string>();
        foreach (var script in scripts)
        {
            if (journal.TryGetValue(script.Name, out var checksum))
            {
                if (checksum != script.Checksum) throw new InvalidOperationException($"{script.Name} was applied and has changed since. Add a new script instead.");
                continue;
            }

            await ApplyAsync(connection, script, ct);
            applied.Add(script.Name);
        }

        return applied;
    }

    /// <summary>Asks again and again: a statement that waits for the lock holds a snapshot, for which <c>create index concurrently</c> waits in turn.</summary>
    private static async Task WaitForTurnAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (!await connection.ExecuteScalarAsync<bool>(new CommandDefinition("select pg_try_advisory_lock(@Lock)", new { Lock }, cancellationToken: ct)))
            await timer.WaitForNextTickAsync(ct);
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Script script, CancellationToken ct)
    {
        await using var transaction = script.Sql.StartsWith("-- no-transaction", StringComparison.Ordinal) ? null : await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(script.Sql, transaction: transaction, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into schema_migration (name, checksum) values (@Name, @Checksum)", script, transaction, cancellationToken: ct));
        if (transaction is not null) await transaction.CommitAsync(ct);
    }

    private static IEnumerable<Script> ScriptsOf(Assembly assembly, string folder) => assembly.GetManifestResourceNames()
        .Where(n => n.StartsWith(folder + '/', StringComparison.Ordinal) && n.EndsWith(".sql", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(resource =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            return new Script($"{assembly.GetName().Name}/{resource}", reader.ReadToEnd());
        });

    private sealed record Script(string Name, string Sql)
    {
        public string Checksum => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Sql)));
    }

    private const string JournalSql = """
        create table if not exists schema_migration (
            name       text        primary key,
            checksum   text        not null,
            applied_at timestamptz not null default now()
        )
        """;
}
