using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Reference.Calendar;
using Nabij.ServiceDefaults.Auth;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Validation;
using Nabij.Signals.FollowUp.Assignment;
using Nabij.Signals.FollowUp.DueDates;
using Npgsql;

namespace Nabij.Signals.FollowUp;

/// <summary>The work list: signals of the caller's own organisation in the caller's own municipalities, oldest first.</summary>
internal static class ListSignals
{
    public static void Map(IEndpointRouteBuilder signals) => signals.MapGet("", HandleAsync)
        .WithName(nameof(ListSignals)).WithSummary("The work list, without anything personal");

    /// <param name="state">Codes of states. Without it all but what was erased.</param>
    /// <param name="area">CBS code of a district or neighbourhood, or the four digits of a postcode.</param>
    /// <param name="due"><c>overdue</c>, due <c>today</c> and not yet overdue, <c>later</c>, or <c>none</c>: without a due date.</param>
    /// <param name="assignee"><c>me</c>, <c>nobody</c>, <c>covered</c> (colleagues for whom the caller covers today), or a colleague's code.</param>
    /// <param name="flagged">Something happened that somebody must look at.</param>
    /// <param name="route">Advice of the card.</param>
    private static async Task<Ok<PagedList<SignalView>>> HandleAsync(Caller caller, NpgsqlDataSource db, TimeProvider time, HttpContext http, CancellationToken ct,
        [AtMost(20), KnownState] string[]? state = null, [LengthBetween(4, 10)] string? area = null, [OneOf("overdue", "today", "later", "none")] string? due = null,
        [StaffSubject] string? assignee = null, bool? flagged = null, [OneOf("none", "light", "not-right", "urgent")] string? route = null,
        [Between(1, 1000)] int page = 1, [Between(1, 100)] int pageSize = 20)
    {
        var (now, today) = (time.GetUtcNow(), time.Today());
        var from = $"from signal s where {Where(caller, state is { Length: > 0 }, area is not null, due, assignee, flagged, route is not null)}";
        var (items, total) = await db.ReadPageAsync<SignalView>($"select {SignalView.Columns}", from, "order by s.received_at, s.id", new
        {
            caller.Organisation,
            caller.Subject,
            municipalities = caller.Municipalities.ToArray(),
            states = state,
            area,
            route,
            assignee,
            now,
            today,
            endOfToday = WorkingDays.EndOf(today),
        }, page, pageSize, ct);
        return Paging.Ok(http, items, page, pageSize, total);
    }

    /// <summary>Only the conditions that are asked for, so that each list finds the index that is made for it.</summary>
    private static string Where(Caller caller, bool states, bool area, string? due, string? assignee, bool? flagged, bool route) => string.Join(" and ", new[]
    {
        "s.organisation_id = @Organisation",
        caller.ActsEverywhere ? null : "s.municipality = any(@municipalities)",
        states ? "s.state = any(@states)" : $"s.state <> '{State.Erased}'",
        area ? "s.area = @area" : null,
        route ? "s.route = @route" : null,
        due switch
        {
            "overdue" => "s.due_at <= @now",
            "today" => "s.due_at > @now and s.due_at <= @endOfToday",
            "later" => "s.due_at > @endOfToday",
            "none" => "s.due_at is null",
            _ => null,
        },
        assignee switch
        {
            "me" => "s.assignee = @Subject",
            "nobody" => "s.assignee is null",
            "covered" => $"s.assignee in ({CoveredSql})",
            null => null,
            _ => "s.assignee = @assignee",
        },
        flagged switch { true => "s.flag is not null", false => "s.flag is null", null => null },
    }.OfType<string>());

    private const string CoveredSql = "select absent from cover where organisation_id = @Organisation and covered_by = @Subject and @today between from_date and until_date";
}

/// <summary>Codes of states.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class KnownStateAttribute() : OneOfAttribute([.. State.All]);
