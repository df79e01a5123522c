using System.Globalization;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Nabij.Catalog.Services;
using Nabij.Catalog.Verification;

namespace Catalog.Tests.Verification;

/// <summary>How long a check holds, and what becomes of a service by the passing of time: rules, without a server.</summary>
public sealed class FreshnessTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    //          frequency    format        national funding       workforce       kind
    [InlineData("recurring", "group", true, null, "voluntary", "national")]
    [InlineData("always", "individual", true, "commercial", null, "national")]
    [InlineData("recurring", "group", false, null, null, "group")]
    [InlineData("recurring", "both", false, "commercial", "professional", "group")]
    [InlineData("recurring", "individual", false, "commercial", "voluntary", "commercial")]
    [InlineData("always", "group", false, "commercial", null, "commercial")]
    [InlineData("always", "individual", false, "free", "voluntary", "voluntary")]
    [InlineData("recurring", "individual", false, null, "mixed", "voluntary")]
    [InlineData("always", "both", false, "subsidised", "professional", "institution")]
    [InlineData("recurring", "individual", false, null, "professional", "unknown")]
    [InlineData("always", "individual", false, null, null, "unknown")]
    [InlineData("one-off", "group", false, null, null, "group")] // on a day that nobody told
    [InlineData("one-off", "individual", true, null, null, "group")]
    public void Each_kind_has_its_cadence(string frequency, string format, bool national, string? funding, string? workforce, string kind) =>
        Assert.Equal(kind, Cadence.Of(Content(frequency) with { Format = format, Scope = new Scope(national), Funding = funding, Workforce = workforce }).Kind);

    [Theory]
    [InlineData("dated", null)]
    [InlineData("group", 90)]
    [InlineData("commercial", 180)]
    [InlineData("voluntary", 180)]
    [InlineData("unknown", 180)]
    [InlineData("institution", 365)]
    [InlineData("national", 365)]
    public void A_check_holds_for_so_many_days(string kind, int? days) => Assert.Equal(days, Cadence.All.Single(c => c.Kind == kind).Days);

    [Theory]
    [InlineData(0, "Fresh")]
    [InlineData(67.49, "Fresh")]
    [InlineData(67.5, "Due")]
    [InlineData(89.99, "Due")]
    [InlineData(90, "Stale")]
    [InlineData(112.49, "Stale")]
    [InlineData(112.5, "Call")]
    [InlineData(134.99, "Call")]
    [InlineData(135, "Hidden")]
    [InlineData(5000, "Hidden")]
    public void A_weekly_group_ages(double days, string stage)
    {
        var now = Start.AddDays(days);
        Assert.Equal(stage, Freshness.Of(Cadence.Group, null, Start, null, now).ToString());
        // Nobody ever checked it: then it counts from its publication.
        Assert.Equal(stage, Freshness.Of(Cadence.Group, null, null, Start, now).ToString());
        // A check makes it fresh, however old it is.
        Assert.Equal(stage, Freshness.Of(Cadence.Group, null, Start, Start.AddYears(-5), now).ToString());
    }

    [Fact]
    public void What_is_not_public_does_not_age() => Assert.Equal(FreshnessStage.Fresh, Freshness.Of(Cadence.Group, null, null, null, Start.AddYears(9)));

    [Theory]
    [InlineData("2026-06-30T21:59:00Z", "Fresh")]
    [InlineData("2026-06-30T22:01:00Z", "Hidden")] // midnight in the Netherlands
    [InlineData("2030-01-01T00:00:00Z", "Hidden")]
    public void An_activity_with_an_end_is_gone_after_its_last_day(string now, string stage) =>
        Assert.Equal(stage, Freshness.Of(Cadence.Dated, new DateOnly(2026, 6, 30), Start, Start.AddYears(-3), DateTimeOffset.Parse(now, null)).ToString());

    [Fact]
    public void The_last_day_is_that_of_the_last_series()
    {
        Times Day(int day, string? rule = null, int? until = null) =>
            new(new DateOnly(2026, 6, day), new TimeOnly(10, 0), new TimeOnly(11, 0), rule, until is { } u ? new DateOnly(2026, 6, u) : null);

        Assert.Equal(new DateOnly(2026, 6, 9), EndsOn("one-off", Day(9), Day(2)));
        Assert.Equal(new DateOnly(2026, 6, 23), EndsOn("one-off", Day(9), Day(2, "FREQ=WEEKLY", until: 23)));
        Assert.Null(EndsOn("one-off", Day(9), Day(2, "FREQ=WEEKLY")));
        Assert.Null(EndsOn("one-off"));
        Assert.Null(EndsOn("recurring", Day(9)));
        Assert.Equal("dated", Cadence.Of(Content("one-off", Day(9))).Kind);

        // What recurs ends too, when each of its series does: by a last day, a number of times, or days that are named.
        Assert.Equal(new DateOnly(2026, 6, 23), EndsOn("recurring", Day(2, "FREQ=WEEKLY", until: 23)));
        Assert.Equal(new DateOnly(2026, 6, 16), EndsOn("recurring", Day(2, "FREQ=WEEKLY;COUNT=3"), Day(9)));
        Assert.Equal(new DateOnly(2026, 6, 9), EndsOn("recurring", Day(2), Day(9)));
        Assert.Equal(new DateOnly(2026, 6, 16), EndsOn("one-off", Day(2, "FREQ=WEEKLY;COUNT=3")));
        Assert.Null(EndsOn("recurring", Day(2, "FREQ=WEEKLY", until: 23), Day(3, "FREQ=WEEKLY")));
        Assert.Null(EndsOn("always", Day(2, "FREQ=WEEKLY", until: 23)));
        Assert.Equal("dated", Cadence.Of(Content("recurring", Day(2, "FREQ=WEEKLY;COUNT=3"))).Kind);
    }

    [Theory]
    [InlineData("2026-06-02", "FREQ=DAILY;COUNT=5")]
    [InlineData("2026-06-02", "FREQ=DAILY;INTERVAL=3;COUNT=40")]
    [InlineData("2026-06-02", "FREQ=DAILY;COUNT=12;BYMONTH=6,9;BYDAY=TU,SA")]
    [InlineData("2026-06-02", "FREQ=WEEKLY;COUNT=1")]
    [InlineData("2026-06-02", "FREQ=WEEKLY;INTERVAL=2;COUNT=7;BYDAY=TU,SU")]
    [InlineData("2026-06-02", "FREQ=WEEKLY;COUNT=30;BYMONTH=5,6;BYDAY=TU")]
    [InlineData("2026-01-31", "FREQ=MONTHLY;COUNT=10")]
    [InlineData("2026-06-02", "FREQ=MONTHLY;COUNT=10;BYDAY=1TU")]
    [InlineData("2026-06-26", "FREQ=MONTHLY;INTERVAL=3;COUNT=9;BYDAY=-1FR")]
    [InlineData("2026-06-30", "FREQ=MONTHLY;COUNT=9;BYMONTHDAY=-1")]
    [InlineData("2026-02-13", "FREQ=MONTHLY;COUNT=6;BYMONTHDAY=13;BYDAY=FR")]
    [InlineData("2024-02-29", "FREQ=YEARLY;COUNT=4")]
    [InlineData("2026-05-05", "FREQ=YEARLY;COUNT=7;BYMONTH=5,12;BYMONTHDAY=5")]
    [InlineData("2026-05-03", "FREQ=YEARLY;INTERVAL=2;COUNT=5;BYMONTH=5;BYDAY=1SU")]
    public void So_many_times_end_where_a_calendar_says(string start, string rule)
    {
        var first = DateOnly.Parse(start, CultureInfo.InvariantCulture);
        var listed = new CalendarEvent { DtStart = new CalDateTime(first.ToDateTime(new TimeOnly(10, 0))), RecurrenceRule = new RecurrencePattern(rule) }.GetOccurrences().Last();
        Assert.Equal(DateOnly.FromDateTime(listed.Period.StartTime.Value), new Times(first, new TimeOnly(10, 0), new TimeOnly(11, 0), rule).LastDay());
    }

    [Fact]
    public void A_rule_that_never_holds_has_no_end_and_of_two_ends_the_earlier_counts()
    {
        Times Series(string rule, int? until = null) => new(new DateOnly(2026, 6, 2), new TimeOnly(10, 0), new TimeOnly(11, 0), rule, until is { } day ? new DateOnly(2026, 6, day) : null);

        Assert.Null(Series("FREQ=YEARLY;COUNT=2;BYMONTH=2;BYMONTHDAY=30").LastDay());
        Assert.Equal(Series("FREQ=WEEKLY;BYDAY=TU", 16), Series("FREQ=WEEKLY;COUNT=3;BYDAY=TU", 30).WithOneEnd());
        Assert.Equal(Series("FREQ=WEEKLY;BYDAY=TU", 9), Series("FREQ=WEEKLY;COUNT=3;BYDAY=TU", 9).WithOneEnd());
        Assert.Equal(Series("FREQ=WEEKLY;COUNT=3"), Series("FREQ=WEEKLY;COUNT=3").WithOneEnd());
    }

    [Fact]
    public void Only_a_check_moves_the_clock_of_checks()
    {
        var service = new Service
        {
            Id = Guid.NewGuid(),
            OrganisationId = Guid.NewGuid(),
            Content = Content("recurring"),
            State = ServiceState.Published,
            Version = 4,
            PublishedAt = Start,
            ChangedAt = Start,
            SourceSeenAt = Start,
        };
        service.Change(service.Content with { Name = "Anders" }, ["name"], Start.AddDays(80));
        service.SourceSeenAt = Start.AddDays(85);
        Assert.Equal(FreshnessStage.Stale, Freshness.Of(service, Start.AddDays(95)));
        Assert.Equal(Start.AddDays(90), Freshness.StaleAt(service));

        // Who looked at one field did not say that the rest is right.
        Assert.Equal(["contact"], service.Verify("website", "editor", ["contact"], Start.AddDays(94)).ConfirmedFields);
        Assert.Equal((null, null, FreshnessStage.Stale), (service.VerifiedAt, service.VerifiedHow, Freshness.Of(service, Start.AddDays(95))));
        var happened = service.Verify("phone", "editor", [], Start.AddDays(95));
        Assert.Equal(FreshnessStage.Fresh, Freshness.Of(service, Start.AddDays(95)));
        Assert.Equal(
            (Start.AddDays(80), (DateTimeOffset?)Start.AddDays(95), (DateTimeOffset?)Start.AddDays(85)), (service.ChangedAt, service.VerifiedAt, service.SourceSeenAt));
        Assert.Equal(("phone", "editor"), (service.VerifiedHow, service.VerifiedByRole));
        Assert.Equal((7, 7L, "phone", "editor"), (service.Version, happened.AggregateVersion, happened.How, happened.ByRole));
    }

    private static DateOnly? EndsOn(string frequency, params Times[] times) => Cadence.EndsOn(Content(frequency, times));

    private static ServiceContent Content(string frequency, params Times[] times) => new()
    {
        Name = "Samen wandelen",
        Essence = new Essence("Elke week een wandeling.", "iedereen", "loop mee"),
        SupportTypes = ["meeting-opportunities"],
        Format = "group",
        Frequency = frequency,
        Scope = new Scope(Municipalities: ["GM0344"]),
        Schedule = new Schedule(Times: times),
    };
}
