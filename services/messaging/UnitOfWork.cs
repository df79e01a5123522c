using System.Data;
using Dapper;
using Nabij.Contracts;
using Nabij.Messaging.Outbox;
using Npgsql;

namespace Nabij.Messaging;

/// <summary>
/// One transaction in which a service stores its state together with the events that tell the others about it. Opened at the first
/// statement; rolled back when disposed without <see cref="CommitAsync"/>. Not thread-safe.
/// </summary>
public sealed class UnitOfWork : IAsyncDisposable
{
    private readonly NpgsqlDataSource _db;
    private readonly OutboxWriter _outbox;
    private readonly List<OutboxMessage> _messages = [];
    private NpgsqlConnection? _connection;
    private NpgsqlTransaction? _transaction;
    private bool _deferred;

    internal UnitOfWork(NpgsqlDataSource db, OutboxWriter outbox)
    {
        _db = db;
        _outbox = outbox;
    }

    /// <summary>True between the first statement and commit or rollback.</summary>
    public bool IsActive => _transaction is not null;

    /// <summary>True when <see cref="CommitAsync"/> was called after <see cref="DeferCommit"/>, and <see cref="CompleteAsync"/> will do it.</summary>
    public bool CommitRequested { get; private set; }

    public async Task<int> ExecuteAsync(string sql, object? args = null, CancellationToken ct = default) =>
        await (await OpenAsync(ct)).ExecuteAsync(Command(sql, args, ct));

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? args = null, CancellationToken ct = default) =>
        (await (await OpenAsync(ct)).QueryAsync<T>(Command(sql, args, ct))).AsList();

    public async Task<T?> QuerySingleOrDefaultAsync<T>(string sql, object? args = null, CancellationToken ct = default) =>
        await (await OpenAsync(ct)).QuerySingleOrDefaultAsync<T>(Command(sql, args, ct));

    public async Task<T> QuerySingleAsync<T>(string sql, object? args = null, CancellationToken ct = default) =>
        await (await OpenAsync(ct)).QuerySingleAsync<T>(Command(sql, args, ct));

    /// <summary>The open connection, for what Dapper cannot do (COPY, batches). It belongs to this unit of work.</summary>
    public async ValueTask<NpgsqlConnection> OpenAsync(CancellationToken ct = default)
    {
        if (_transaction is not null) return _connection!;
        _connection = await _db.OpenConnectionAsync(ct);
        _transaction = await _connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, ct);
        return _connection;
    }

    /// <summary>Stores the event with this transaction; it is sent after the commit, in order per <see cref="IntegrationEvent.Subject"/>.</summary>
    public void Publish(IntegrationEvent message) => _messages.Add(_outbox.ToMessage(message));

    internal void Add(OutboxMessage message) => _messages.Add(message);

    /// <summary>
    /// From here on <see cref="CommitAsync"/> only remembers that it was asked, and later statements run in the same transaction:
    /// for what must be stored together with the outcome of a handler, such as its answer. <see cref="CompleteAsync"/> ends it.
    /// </summary>
    public void DeferCommit() => _deferred = true;

    /// <summary>Ends a deferral: commits when a commit was asked for, rolls back when not.</summary>
    public async Task CompleteAsync(CancellationToken ct = default)
    {
        _deferred = false;
        if (CommitRequested) await CommitAsync(ct);
        else await RollbackAsync(ct);
    }

    public async Task CommitAsync(CancellationToken ct = default)
    {
        if (_deferred)
        {
            CommitRequested = true;
            return;
        }

        CommitRequested = false;
        if (_messages.Count > 0) await OutboxWriter.WriteAsync(await OpenAsync(ct), _messages, ct);
        if (_transaction is null) return;

        // PostgreSQL answers a commit after a failed statement with a rollback, and calls that a success; any statement tells.
        if (_messages.Count == 0) await ExecuteAsync("select 1", ct: ct);
        await _transaction.CommitAsync(ct);
        await CloseAsync();
        if (_messages.Count > 0) _outbox.Wake();
        _messages.Clear();
    }

    public async Task RollbackAsync(CancellationToken ct = default)
    {
        CommitRequested = false;
        _messages.Clear();
        if (_transaction is not null) await _transaction.RollbackAsync(ct);
        await CloseAsync();
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    private async ValueTask CloseAsync()
    {
        if (_transaction is not null) await _transaction.DisposeAsync();
        if (_connection is not null) await _connection.DisposeAsync();
        _transaction = null;
        _connection = null;
    }

    private CommandDefinition Command(string sql, object? args, CancellationToken ct) => new(sql, args, _transaction, cancellationToken: ct);
}

/// <summary>Starts units of work outside a request: background jobs and tests.</summary>
public sealed class UnitOfWorkFactory
{
    private readonly NpgsqlDataSource _db;
    private readonly OutboxWriter _outbox;

    internal UnitOfWorkFactory(NpgsqlDataSource db, OutboxWriter outbox)
    {
        _db = db;
        _outbox = outbox;
    }

    public UnitOfWork Begin() => new(_db, _outbox);
}
