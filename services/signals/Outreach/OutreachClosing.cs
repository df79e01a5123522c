using Nabij.Messaging;
using Nabij.Reference.Calendar;

namespace Nabij.Signals.Outreach;

/// <summary>
/// Closes the visits that nobody closed, so that their addresses get a last day. What happens on that day is an erasure as any other: see
/// <see cref="Retention.RetentionRound"/>.
/// </summary>
internal sealed class OutreachClosing(UnitOfWorkFactory works, TimeProvider clock, ILogger<OutreachClosing> log) : Round(TimeSpan.FromHours(1), clock, log)
{
    /// <summary>Returns how many it closed, as of a moment.</summary>
    public override async Task<int> RunAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var work = works.Begin();
        var closed = await work.ExecuteAsync(CloseSql, new { today = DutchDay.Of(now), OutreachRound.DaysUntilClosed }, ct);
        await work.CommitAsync(ct);
        return closed;
    }

    private const string CloseSql = """
        update outreach_round set state = 'closed', keep_until = @today + keep_days, version = version + 1
        where state = 'open' and until_date + @DaysUntilClosed < @today
        """;
}
