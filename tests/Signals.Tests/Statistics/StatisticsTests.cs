using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Nabij.Signals.Statistics;

namespace Signals.Tests;

public sealed class StatisticsTests(SignalsFixture signals)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2025-12-31T22:59:59Z", "2025-10-01")]
    [InlineData("2025-12-31T23:00:00Z", "2026-01-01")]
    [InlineData("2026-06-30T21:59:59Z", "2026-04-01")]
    [InlineData("2026-06-30T22:00:00Z", "2026-07-01")]
    public void A_quarter_is_one_of_the_calendar_here(string moment, string start)
    {
        var at = DateTimeOffset.Parse(moment, null);
        var quarter = Quarter.Of(at);
        Assert.Equal(DateOnly.Parse(start, null), quarter.Start);
        Assert.True(quarter.From <= at && at < quarter.Until);
    }

    [Fact]
    public void A_period_has_the_quarters_that_lie_wholly_in_it()
    {
        Assert.Equal(["2026-04-01"], Quarter.Between(new(2026, 1, 2), new(2026, 9, 29)).Select(q => $"{q.Start:yyyy-MM-dd}"));
        Assert.Equal(4, Quarter.Between(new(2026, 1, 1), new(2026, 12, 31)).Count());
        Assert.Empty(Quarter.Between(new(2026, 1, 2), new(2026, 6, 29)));
    }

    /// <summary>What is published once stays, whatever becomes of the signals: two answers of different days are the same.</summary>
    [Fact]
    public async Task A_quarter_is_published_once_and_outlives_the_signals()
    {
        const string municipality = "GM0080";
        await using var connection = await signals.Db.OpenConnectionAsync();
        foreach (var (n, area, route, role, outcome) in new[]
                 {
                     (14, "BU00800101", "light", "hairdressers", "helped"), (12, "WK008001", "light", null, "helped"), (3, "WK008002", "urgent", null, "declined"),
                     (11, "8911", "not-right", "hairdressers", null), (16, null, "light", null, "no-need"),
                 })
        {
            await connection.ExecuteAsync(InsertSql, new { n, municipality, area, route, role, outcome, at = new DateTimeOffset(2026, 2, 10, 12, 0, 0, TimeSpan.Zero) });
        }

        var round = signals.Services.GetRequiredService<StatisticsRound>();
        await connection.ExecuteAsync("delete from statistic; delete from statistic_quarter; insert into statistic_quarter (quarter, published_at) values ('2025-10-01', now())");
        Assert.Equal(3, await round.RunAsync(Now, CancellationToken.None));
        Assert.Equal(0, await round.RunAsync(Now, CancellationToken.None));

        Assert.Equal("WK008001 25, not-told 15, rest 15", await FiguresAsync(municipality, "neighbourhood"));
        Assert.Equal("light 40, rest 15", await FiguresAsync(municipality, "route"));
        Assert.Equal("not-told 30, hairdressers 25", await FiguresAsync(municipality, "role"));
        Assert.Equal("2026-02 55", await FiguresAsync(municipality, "month"));
        Assert.Equal("helped 25, rest 20", await FiguresAsync(municipality, "outcome"));

        await connection.ExecuteAsync("delete from signal_transition where signal_id in (select id from signal where municipality = @municipality)", new { municipality });
        await connection.ExecuteAsync("delete from signal where municipality = @municipality and area is not null", new { municipality });
        await connection.ExecuteAsync("update signal set state = 'erased', outcome = 'declined' where municipality = @municipality", new { municipality });
        Assert.Equal(0, await round.RunAsync(Now, CancellationToken.None));
        Assert.Equal("WK008001 25, not-told 15, rest 15", await FiguresAsync(municipality, "neighbourhood"));
        Assert.Equal("helped 25, rest 20", await FiguresAsync(municipality, "outcome"));
    }

    [Fact]
    public async Task A_quarter_that_has_not_ended_or_has_fewer_than_ten_shows_nothing_and_looks_the_same_as_none()
    {
        using var coordinator = signals.Caller("coordinator", "GM0014");
        var answer = await coordinator.GetFromJsonAsync<JsonElement>($"{Desk.Base}/statistics?municipality=GM0014&by=role&from=2026-07-01&to=2026-12-31");
        Assert.Equal((10, 5), (answer.GetProperty("least").GetInt32(), answer.GetProperty("roundedTo").GetInt32()));
        Assert.Equal(2, answer.GetProperty("periods").GetArrayLength());
        Assert.All(answer.GetProperty("periods").EnumerateArray(), p =>
        {
            Assert.Equal(0, p.GetProperty("items").GetArrayLength());
            Assert.False(p.TryGetProperty("rest", out _));
        });
    }

    [Theory]
    [InlineData("coordinator", "GM0344", "municipality=GM0363&by=role", HttpStatusCode.Forbidden)]
    [InlineData("provider", "GM0344", "municipality=GM0344&by=role", HttpStatusCode.Forbidden)]
    [InlineData(null, "", "municipality=GM0344&by=role", HttpStatusCode.Unauthorized)]
    [InlineData("coordinator", "GM0344", "municipality=GM0344", HttpStatusCode.BadRequest)]
    [InlineData("coordinator", "GM0344", "municipality=GM0344&by=name", HttpStatusCode.BadRequest)]
    [InlineData("coordinator", "GM0344", "municipality=GM0344&by=role&from=2026-02-01&to=2026-01-01", HttpStatusCode.BadRequest)]
    [InlineData("coordinator", "GM0344", "municipality=GM0344&by=role&from=2010-01-01&to=2026-01-01", HttpStatusCode.BadRequest)]
    [InlineData("coordinator", "GM0344", "municipality=GM0344&by=role&from=0001-01-01&to=0001-01-02", HttpStatusCode.BadRequest)]
    [InlineData("coordinator", "GM0344", "municipality=GM0344&by=role&to=9999-12-31", HttpStatusCode.BadRequest)]
    [InlineData("member", "GM0344", "municipality=GM0344&by=outcome", HttpStatusCode.OK)]
    public async Task Figures_are_for_who_works_in_the_municipality(string? role, string municipality, string query, HttpStatusCode status)
    {
        using var caller = signals.Caller(role, municipality);
        using var answer = await caller.GetAsync($"{Desk.Base}/statistics?{query}");
        Assert.Equal(status, answer.StatusCode);
    }

    private async Task<string> FiguresAsync(string municipality, string by)
    {
        using var coordinator = signals.Caller("coordinator", municipality);
        var answer = await coordinator.GetFromJsonAsync<JsonElement>($"{Desk.Base}/statistics?municipality={municipality}&by={by}&from=2026-01-01&to=2026-03-31");
        var period = answer.GetProperty("periods")[0];
        Assert.True(period.GetProperty("isPublished").GetBoolean());
        var items = period.GetProperty("items").EnumerateArray().Select(i => $"{i.GetProperty("code").GetString()} {i.GetProperty("count").GetInt32()}");
        return string.Join(", ", period.TryGetProperty("rest", out var rest) ? items.Append($"rest {rest.GetInt32()}") : items);
    }

    private const string InsertSql = """
        with s as (
            insert into signal (id, event_ref, receipt_hash, municipality, area, route, rule, reporter_role, wants_feedback, has_address, state, state_since, received_at, outcome, version)
            select gen_random_uuid(), gen_random_uuid(), uuid_send(gen_random_uuid()), @municipality, @area, @route, 'x', @role, false, false,
                   case when @outcome is null then 'received' else 'closed' end, @at, @at, @outcome, 1 from generate_series(1, @n) returning id, outcome
        )
        insert into signal_transition (signal_id, version, name, from_state, to_state, at, actor)
        select id, 2, 'close', 'contacted', 'closed', @at, 'x' from s where outcome is not null
        """;
}
