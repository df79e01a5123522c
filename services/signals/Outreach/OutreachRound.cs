using Nabij.Messaging;
using Nabij.ServiceDefaults.Auth;

namespace Nabij.Signals.Outreach;

/// <summary>A round of visits to people who did not ask for one, such as everyone of 75 and older in a district. Nothing personal stands here.</summary>
internal sealed record OutreachRound
{
    public const string Open = "open", Closed = "closed", Destroyed = "destroyed";

    /// <summary>A round that nobody closes is closed so many days after its last day.</summary>
    public const int DaysUntilClosed = 30;

    public const int MostVisits = 5000;

    public Guid Id { get; init; }
    public string Municipality { get; init; } = "";
    public Guid OrganisationId { get; init; }
    public string Kind { get; init; } = "";
    public string? Area { get; init; }
    public DateOnly FromDate { get; init; }
    public DateOnly UntilDate { get; init; }
    public int KeepDays { get; init; }
    public string State { get; init; } = Open;
    public DateOnly? KeepUntil { get; init; }
    public long Version { get; init; } = 1;

    public bool IsOpen => State == Open;

    /// <summary>Who goes on the visits; a coordinator sees how a round of the municipality goes, and opens nothing.</summary>
    public bool IsFor(Caller caller) => caller.ActsIn(Municipality) && (caller.Is(Roles.Handler) ? caller.ActsFor(OrganisationId) : caller.Is(Roles.Coordinator));

    public bool IsVisitedBy(Caller caller) => caller.ActsIn(Municipality) && caller.ActsFor(OrganisationId);

    public const string Columns = "id, municipality, organisation_id, kind, area, from_date, until_date, keep_days, state, keep_until, version";
}

internal static class OutreachRows
{
    public static Task<OutreachRound?> LoadRoundAsync(this UnitOfWork work, Guid id, CancellationToken ct) =>
        work.QuerySingleOrDefaultAsync<OutreachRound>($"select {OutreachRound.Columns} from outreach_round where id = @id for update", new { id }, ct);
}

/// <summary>How a visit went. Who wants to be helped becomes a signal.</summary>
internal static class VisitOutcome
{
    public const string NothingNeeded = "nothing-needed", Informed = "informed", Declined = "declined", SignalMade = "signal-made";
}

/// <param name="KeepUntilDate">Last day on which addresses can be opened; known once it was closed.</param>
/// <param name="Visits">How many there are of each state: <c>planned</c>, <c>done</c>, <c>no-answer</c>.</param>
/// <param name="Outcomes">How many visits ended in each way.</param>
internal sealed record RoundView(
    Guid Id, string Municipality, Guid OrganisationId, string Kind, string? Area, DateOnly FromDate, DateOnly UntilDate, string State, DateOnly? KeepUntilDate, long Version,
    IReadOnlyDictionary<string, int> Visits, IReadOnlyDictionary<string, int> Outcomes)
{
    public static RoundView Of(OutreachRound r, IEnumerable<VisitCount> counts)
    {
        var all = counts.ToList();
        return new(r.Id, r.Municipality, r.OrganisationId, r.Kind, r.Area, r.FromDate, r.UntilDate, r.State, r.KeepUntil, r.Version,
            all.GroupBy(c => c.State).ToDictionary(g => g.Key, g => g.Sum(c => c.N)),
            all.Where(c => c.Outcome is not null).ToDictionary(c => c.Outcome!, c => c.N));
    }
}

internal sealed record VisitCount
{
    public Guid RoundId { get; init; }
    public string State { get; init; } = "";
    public string? Outcome { get; init; }
    public int N { get; init; }

    public const string Sql = "select round_id, state, outcome, count(*)::int as n from outreach_visit where round_id = any(@ids) group by round_id, state, outcome";
}
