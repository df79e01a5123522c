using Microsoft.Extensions.Logging;
using Nabij.Catalog.Services;
using Nabij.ServiceDefaults.Database;
using Nabij.ServiceDefaults.Http;
using Nabij.Testing;

namespace Catalog.Tests.Defaults;

public sealed class IdempotencyPurgeTests : IAsyncLifetime
{
    private readonly HandClock _clock = new();
    private readonly Warnings _log = new();
    private OwnDatabase _db = null!;
    private IdempotencyPurge _purge = null!;

    public async ValueTask InitializeAsync()
    {
        _db = await OwnDatabase.CreateAsync();
        await Migrator.RunAsync(_db.ConnectionString, typeof(Service).Assembly);
        await _db.ExecuteAsync("""
            insert into idempotency (id, request, answer, created_at)
            values ('old', '', '', now() - interval '24 hours 1 minute'), ('young', '', '', now() - interval '23 hours 59 minutes')
            """);
        _purge = new IdempotencyPurge(_db.Source, _clock, _log);
    }

    public async ValueTask DisposeAsync()
    {
        await _purge.StopAsync(CancellationToken.None);
        _purge.Dispose();
        await _db.DisposeAsync();
    }

    [Fact]
    public async Task An_answer_is_forgotten_after_a_day()
    {
        Assert.Equal(1, await _purge.RunAsync(TimeProvider.System.GetUtcNow(), CancellationToken.None));
        Assert.Equal("young", await KeptAsync());
    }

    [Fact]
    public async Task A_round_that_fails_is_told_and_tried_again()
    {
        await _db.ExecuteAsync("alter table idempotency rename to away");
        await _purge.StartAsync(CancellationToken.None);
        Assert.Contains("waits for its next turn", await _log.FirstAsync(), StringComparison.Ordinal);

        await _db.ExecuteAsync("alter table away rename to idempotency");
        await _clock.TickAsync();
        await Eventually.TrueAsync(async () => await KeptAsync() == "young");
    }

    private Task<string?> KeptAsync() => _db.ScalarAsync<string>("select string_agg(convert_from(id, 'UTF8'), ' ' order by id) from idempotency");

    /// <summary>A clock whose timer goes when the test says so.</summary>
    private sealed class HandClock : TimeProvider
    {
        private readonly TaskCompletionSource<Action> _timer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task TickAsync() => (await _timer.Task.WaitAsync(TimeSpan.FromSeconds(30)))();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _timer.SetResult(() => callback(state));
            return new Timer();
        }

        private sealed class Timer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }

    private sealed class Warnings : ILogger<IdempotencyPurge>
    {
        private readonly TaskCompletionSource<string> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> FirstAsync() => _first.Task.WaitAsync(TimeSpan.FromSeconds(30));

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Warning) _first.TrySetResult(formatter(state, exception));
        }
    }
}
