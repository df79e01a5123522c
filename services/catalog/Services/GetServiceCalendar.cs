using Dapper;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Nabij.Catalog.Supplements;
using Nabij.Reference.Validation;
using Nabij.ServiceDefaults.Http;
using Nabij.ServiceDefaults.Problems;
using Npgsql;

namespace Nabij.Catalog.Services;

/// <summary>The times of a service for one's own calendar (RFC 5545).</summary>
internal static class GetServiceCalendar
{
    private const string Zone = "Europe/Amsterdam";

    /// <summary>Summer time follows the rules of today since long before.</summary>
    private static readonly DateTime Since = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public static void Map(IEndpointRouteBuilder services) => services.MapGet("/{id:guid}/calendar", HandleAsync)
        .WithName(nameof(GetServiceCalendar)).WithSummary("The times of a service as iCalendar; empty when none are told")
        .Produces<string>(200, "text/calendar")
        .AllowAnonymous().WithPublicCaching();

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> HandleAsync(
        Guid id, NpgsqlDataSource db, CancellationToken ct, [MunicipalityCode] string? municipality = null)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<ServiceRows.Row>(new CommandDefinition(ServiceRows.SelectSql, new { id }, cancellationToken: ct));
        if (row?.ToService() is not { IsPublic: true } service) return Problem.NotFound();
        await SupplementRows.ApplyAsync(connection, municipality, [service], ct);
        return TypedResults.Text(Write(service), "text/calendar");
    }

    private static string Write(Service service)
    {
        var calendar = new Calendar { ProductId = "-//Nabij//Sociale kaart//NL" };
        calendar.AddTimeZone(VTimeZone.FromDateTimeZone(Zone, Since, includeHistoricalData: false));
        foreach (var (times, i) in (service.Content.Schedule.Times ?? []).Select((t, i) => (t.WithOneEnd(), i))) calendar.Events.Add(Event(service, times, i));
        return new CalendarSerializer().SerializeToString(calendar)!;
    }

    private static CalendarEvent Event(Service service, Times times, int number)
    {
        var place = service.Content.Locations.Count > 0 ? service.Content.Locations[0] : null;
        var day = times.StartDate!.Value;
        var calendarEvent = new CalendarEvent
        {
            Uid = $"{service.Id}-{number}",
            DtStamp = new CalDateTime(service.ChangedAt.UtcDateTime, "UTC"),
            Summary = service.Content.Name,
            Description = service.Content.SummaryOrEssence(),
            Location = place is null ? null : string.Join(", ", new[] { place.Name, place.Address, place.Postcode, place.City }.OfType<string>()),
            DtStart = new CalDateTime(day.ToDateTime(times.StartsAt!.Value), Zone),
            DtEnd = new CalDateTime(day.ToDateTime(times.EndsAt!.Value), Zone),
            Status = service.State == ServiceState.Published ? "CONFIRMED" : "CANCELLED",
        };
        if (times.Rule is null) return calendarEvent;
        var rule = new RecurrencePattern(times.Rule);
        if (times.UntilDate is { } until) rule.Until = new CalDateTime(until.ToDateTime(new TimeOnly(23, 59, 59)), Zone).ToTimeZone("UTC");
        calendarEvent.RecurrenceRule = rule;
        return calendarEvent;
    }
}
