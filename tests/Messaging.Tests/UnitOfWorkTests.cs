using Nabij.Messaging;
using Npgsql;

namespace Messaging.Tests;

/// <summary>State and events of one transaction, against the real database.</summary>
public sealed class UnitOfWorkTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private Replica _service = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _service = await Replica.StartAsync("maker", _database, start: false);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static Counted Event(long number) => new() { Key = "a", AggregateVersion = number, OccurredAt = TimeProvider.System.GetUtcNow() };

    private static Task<int> WriteAsync(UnitOfWork work, int number) =>
        work.ExecuteAsync("insert into effect (key, number) values ('a', @number)", new { number });

    private async Task<(int Effects, long Events)> StoredAsync() =>
        ((await _database.EffectsAsync()).Count, await _database.ScalarAsync<long>("select count(*) from outbox"));

    [Fact]
    public async Task A_deferred_commit_stores_nothing_until_it_is_completed_and_then_everything()
    {
        await using var work = _service.Begin();
        work.DeferCommit();
        await WriteAsync(work, 1);
        work.Publish(Event(1));
        await work.CommitAsync();
        Assert.True(work.CommitRequested);
        Assert.True(work.IsActive);
        Assert.Equal((0, 0L), await StoredAsync());

        await WriteAsync(work, 2);
        work.Publish(Event(2));
        Assert.Equal((0, 0L), await StoredAsync());

        await work.CompleteAsync();
        Assert.Equal((2, 2L), await StoredAsync());
        Assert.False(work.IsActive);
        Assert.False(work.CommitRequested);
    }

    [Fact]
    public async Task A_deferred_transaction_that_nobody_asked_to_commit_is_rolled_back()
    {
        await using var work = _service.Begin();
        work.DeferCommit();
        await WriteAsync(work, 1);
        work.Publish(Event(1));
        await work.CompleteAsync();
        Assert.Equal((0, 0L), await StoredAsync());
        Assert.False(work.IsActive);
    }

    [Fact]
    public async Task A_rollback_takes_a_deferred_commit_back()
    {
        await using var work = _service.Begin();
        work.DeferCommit();
        await WriteAsync(work, 1);
        work.Publish(Event(1));
        await work.CommitAsync();
        await work.RollbackAsync();
        Assert.False(work.CommitRequested);
        await work.CompleteAsync();
        Assert.Equal((0, 0L), await StoredAsync());
    }

    [Fact]
    public async Task A_unit_of_work_that_is_dropped_before_it_was_completed_stores_nothing()
    {
        await using (var work = _service.Begin())
        {
            work.DeferCommit();
            await WriteAsync(work, 1);
            work.Publish(Event(1));
            await work.CommitAsync();
        }

        Assert.Equal((0, 0L), await StoredAsync());
    }

    [Fact]
    public async Task After_it_was_completed_it_commits_at_once_again()
    {
        await using var work = _service.Begin();
        work.DeferCommit();
        await work.CompleteAsync();
        await WriteAsync(work, 1);
        await work.CommitAsync();
        Assert.Equal((1, 0L), await StoredAsync());
    }

    [Fact]
    public async Task A_transaction_in_which_a_statement_failed_does_not_pass_for_committed()
    {
        await using var work = _service.Begin();
        await WriteAsync(work, 1);
        await Assert.ThrowsAsync<PostgresException>(() => work.ExecuteAsync("insert into effect (key, number) values (null, 1)"));
        await Assert.ThrowsAnyAsync<Exception>(() => work.CommitAsync());
        Assert.Equal((0, 0L), await StoredAsync());
    }
}
