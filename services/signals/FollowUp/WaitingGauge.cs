using System.Diagnostics.Metrics;
using Dapper;
using Nabij.Messaging;
using Npgsql;

namespace Nabij.Signals.FollowUp;

/// <summary>
/// What nobody finishes, by municipality: the clock of retention runs from a closing, so a signal that is never closed is kept without an end. Nothing is destroyed for
/// it; somebody must look.
/// </summary>
internal sealed class WaitingGauge : Round
{
    private readonly NpgsqlDataSource _db;
    private readonly Meter _meter = new("Nabij.signals");
    private volatile IReadOnlyList<Waiting> _waiting = [];

    public WaitingGauge(NpgsqlDataSource db, TimeProvider clock, ILogger<WaitingGauge> log) : base(TimeSpan.FromHours(1), clock, log)
    {
        _db = db;
        _meter.CreateObservableGauge("signals.open.old", () => Of(w => w.Old), "{signal}", "Signals that were reported more than a year ago and are not closed.");
        _meter.CreateObservableGauge("signals.open.unrouted", () => Of(w => w.Unrouted), "{signal}", "Signals that are not closed and that no organisation follows up.");
    }

    /// <summary>Returns in how many municipalities something waits.</summary>
    public override async Task<int> RunAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var connection = await _db.OpenConnectionAsync(ct);
        var found = (await connection.QueryAsync<Waiting>(new CommandDefinition(Sql, new { yearAgo = now.AddYears(-1) }, cancellationToken: ct))).AsList();
        // Where nothing waits any more the number is 0, and does not just stay away.
        _waiting = [.. found, .. _waiting.ExceptBy(found.Select(w => w.Municipality), w => w.Municipality).Select(w => new Waiting(w.Municipality, 0, 0))];
        return found.Count;
    }

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    private IEnumerable<Measurement<long>> Of(Func<Waiting, long> count) =>
        _waiting.Select(w => new Measurement<long>(count(w), KeyValuePair.Create<string, object?>("nabij.municipality", w.Municipality)));

    private sealed record Waiting(string Municipality, long Old, long Unrouted);

    private const string Sql = """
        select municipality, count(*) filter (where received_at < @yearAgo) as old, count(*) filter (where organisation_id is null) as unrouted
        from signal where state not in ('closed', 'erased') and (received_at < @yearAgo or organisation_id is null) group by municipality
        """;
}
