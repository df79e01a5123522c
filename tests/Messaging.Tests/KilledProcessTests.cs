using System.Diagnostics;
using Dapper;
using Npgsql;

namespace Messaging.Tests;

/// <summary>A process ends by kill -9 at the worst moment. A database trigger holds it exactly there until it is dead.</summary>
public sealed class KilledProcessTests : IAsyncLifetime
{
    private const int Gate = 42;

    private TestDatabase _maker = null!, _taker = null!;
    private readonly TestEndpoint _queue = new();
    private readonly List<Process> _children = [];

    public async ValueTask InitializeAsync() => (_maker, _taker) = (await TestDatabase.CreateAsync(), await TestDatabase.CreateAsync());

    public async ValueTask DisposeAsync()
    {
        foreach (var child in _children) await KillAsync(child);
        await _queue.DisposeAsync();
        await _maker.DisposeAsync();
        await _taker.DisposeAsync();
    }

    [Fact]
    public async Task A_publisher_that_is_killed_between_confirm_and_delete_doubles_nothing()
    {
        using var measured = new Measurements();
        await using var taker = await Replica.StartAsync(_queue.Name, _taker, reacts: true);
        await using var writer = await Replica.StartAsync("maker", _maker, start: false);
        for (var n = 1; n <= 30; n++) await writer.PublishAsync("a", n);

        Process killed;
        await using (await CloseGateAsync(_maker, "before delete on outbox for each statement"))
        {
            killed = StartReplica("maker", _maker, reacts: false);
            // All confirmed and handled, and all still in the table.
            await Effects.ArriveAsync(_taker, 30);
            Assert.Equal(30, await _maker.ScalarAsync<long>("select count(*) from outbox"));
            await KillAsync(killed);
        }

        Assert.NotEqual(0, killed.ExitCode);
        StartReplica("maker", _maker, reacts: false);
        await writer.PublishAsync("a", 31);
        await Eventually.TrueAsync(async () => await _maker.ScalarAsync<long>("select count(*) from outbox") == 0);
        await Effects.ArriveAsync(_taker, 31);
        Effects.InOrder(await _taker.EffectsAsync(), 1, 31);
        Assert.Equal(30, measured.Sum("inbox.duplicates"));
    }

    [Fact]
    public async Task A_consumer_that_is_killed_in_its_transaction_loses_and_doubles_nothing()
    {
        await using var maker = await Replica.StartAsync("maker", _maker);
        await Replica.DeployAsync(_queue.Name, _taker, TestDatabase.Setting("NABIJ_TEST_RABBITMQ"), reacts: true);
        for (var n = 1; n <= 50; n++) await maker.PublishAsync("a", n);

        await using (await CloseGateAsync(_taker, "before insert on effect for each row when (new.number = 25)"))
        {
            var killed = StartReplica(_queue.Name, _taker, reacts: true);
            await Eventually.TrueAsync(async () => await _taker.ScalarAsync<long>("select count(*) from pg_locks where locktype = 'advisory' and not granted") == 1);
            Assert.True((await _taker.EffectsAsync()).Count < 25);
            await KillAsync(killed);
        }

        StartReplica(_queue.Name, _taker, reacts: true);
        await Effects.ArriveAsync(_taker, 50);
        Effects.InOrder(await _taker.EffectsAsync(), 1, 50);
        Assert.Equal(50, await _taker.ScalarAsync<long>("select count(*) from inbox"));
        Assert.Empty(await _queue.DeadLetters.ListAsync());
    }

    /// <summary>Who comes by this trigger waits until the gate is disposed of.</summary>
    private static async Task<ClosedGate> CloseGateAsync(TestDatabase database, string when)
    {
        var gate = await database.Source.OpenConnectionAsync();
        await gate.ExecuteAsync($"""
            create function wait_at_gate() returns trigger language plpgsql as $$
            begin
                perform pg_advisory_xact_lock_shared({Gate});
                return case when tg_op = 'DELETE' then old else new end;
            end $$;
            create trigger gate {when} execute function wait_at_gate();
            select pg_advisory_lock({Gate});
            """);
        return new ClosedGate(gate);
    }

    private sealed class ClosedGate(NpgsqlConnection connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await connection.ExecuteAsync($"select pg_advisory_unlock({Gate})");
            await connection.DisposeAsync();
        }
    }

    private Process StartReplica(string service, TestDatabase database, bool reacts)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true };
        foreach (var argument in new[] { typeof(KilledProcessTests).Assembly.Location, "replica", service, database.Name, reacts.ToString() }) start.ArgumentList.Add(argument);
        var child = Process.Start(start)!;
        _children.Add(child);
        return child;
    }

    private static Task KillAsync(Process process)
    {
        process.Kill(); // SIGKILL
        return process.WaitForExitAsync();
    }
}
