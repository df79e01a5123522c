using System.Text;
using Dapper;
using Nabij.Contracts;
using Nabij.Notifications.Deliveries;
using Nabij.Notifications.EventLog;
using Nabij.Notifications.Subscriptions;

namespace Notifications.Tests;

/// <summary>The rules of the domain, without a server (but for the one that says that SQL agrees).</summary>
public sealed class RulesTests(NotificationsFixture notifications)
{
    private static readonly WebhookOptions Options = new()
    {
        Schedule = [TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2)],
        BreakerThreshold = 3,
        BreakerPause = TimeSpan.FromSeconds(30),
        BreakerLongestPause = TimeSpan.FromMinutes(2),
    };

    [Fact]
    public void The_signature_is_that_of_the_published_test_vector() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        WebhookSignature.Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, Encoding.UTF8.GetBytes("""{"test": 2432232314}"""),
            [Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]));

    [Fact]
    public void Each_valid_secret_signs_with_one_space_between() => Assert.Matches(
        "^v1,[A-Za-z0-9+/]{43}= v1,[A-Za-z0-9+/]{43}=$", WebhookSignature.Sign("id", 1, "body"u8, [new byte[32], new byte[24]]));

    // status, fault, attempt -> outcome, state, the sink itself failed
    [Theory]
    [InlineData(200, null, 1, "delivered", "Delivered", false)]
    [InlineData(204, null, 4, "delivered", "Delivered", false)]
    [InlineData(301, null, 1, "redirect", "Due", true)]
    [InlineData(400, null, 1, "refused", "Due", false)]
    [InlineData(404, null, 2, "refused", "Due", false)]
    [InlineData(400, null, 3, "refused", "Dead", false)]
    [InlineData(408, null, 3, "failed", "Due", true)]
    [InlineData(409, null, 3, "failed", "Due", true)]
    [InlineData(410, null, 1, "gone", "Due", false)]
    [InlineData(425, null, 3, "failed", "Due", true)]
    [InlineData(429, null, 3, "failed", "Due", true)]
    [InlineData(500, null, 4, "failed", "Due", true)]
    [InlineData(500, null, 5, "failed", "Dead", true)]
    [InlineData(null, "timeout", 1, "timeout", "Due", true)]
    [InlineData(null, "no-connection", 5, "no-connection", "Dead", true)]
    [InlineData(null, "address-refused", 1, "address-refused", "Due", true)]
    public void An_answer_means(int? status, string? fault, int attempt, string outcome, string state, bool sinkFailed)
    {
        var verdict = DeliveryRules.Judge(new SinkAnswer(status, fault, "", null, _ => null), attempt, Options, 0.5);
        Assert.Equal((outcome, state, sinkFailed), (verdict.Outcome, verdict.State.ToString(), verdict.SinkFailed));
        Assert.Equal(status == 410, verdict.SinkGone);
    }

    [Theory]
    [InlineData(1, null, 5, 0)] // the schedule
    [InlineData(2, null, 300, 0)]
    [InlineData(1, 120, 120, 120)] // longer than the schedule: obeyed
    [InlineData(2, 10, 300, 10)] // shorter: the schedule stands, the sink's pause too
    [InlineData(1, 999_999, 86_400, 86_400)] // bounded to a day
    public void The_next_attempt_waits_for_schedule_and_retry_after(int attempt, int? retryAfter, int wait, int pause)
    {
        var answer = new SinkAnswer(503, null, "", retryAfter is { } s ? TimeSpan.FromSeconds(s) : null, _ => null);
        var verdict = DeliveryRules.Judge(answer, attempt, Options, 0.5);
        Assert.Equal(wait, verdict.Wait.TotalSeconds, 3);
        Assert.Equal(pause, verdict.Pause.TotalSeconds, 3);
    }

    [Fact]
    public void Waits_are_spread_by_a_fifth()
    {
        var answer = new SinkAnswer(500, null, "", null, _ => null);
        Assert.Equal(240, DeliveryRules.Judge(answer, 2, Options, 0).Wait.TotalSeconds, 3);
        Assert.Equal(360, DeliveryRules.Judge(answer, 2, Options, 1).Wait.TotalSeconds, 3);
    }

    [Fact]
    public void The_breaker_opens_at_its_threshold_and_doubles_with_each_failed_probe_up_to_its_bound()
    {
        var now = DateTimeOffset.UnixEpoch;
        var breaker = new Breaker(0, 0, DateTimeOffset.MinValue);
        for (var i = 0; i < 2; i++) breaker = DeliveryRules.Fail(breaker, now, Options);
        Assert.True(breaker.OpenUntil < now);
        breaker = DeliveryRules.Fail(breaker, now, Options);
        Assert.Equal(now.AddSeconds(30), breaker.OpenUntil);
        Assert.Equal(breaker.OpenUntil, DeliveryRules.Fail(breaker, now.AddSeconds(1), Options).OpenUntil); // was under way when it opened
        Assert.Equal(1, DeliveryRules.Burst(breaker.Failures, null, Options));
        foreach (var pause in new[] { 60, 120, 120 })
        {
            now = breaker.OpenUntil.AddSeconds(1);
            breaker = DeliveryRules.Fail(breaker, now, Options);
            Assert.Equal(now.AddSeconds(pause), breaker.OpenUntil);
        }
    }

    [Fact]
    public void Retries_of_the_default_schedule_last_three_days()
    {
        var options = WebhookOptions.From(new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build(), new Development(), "https://events.example");
        Assert.InRange(options.Schedule.Sum(w => w.TotalHours), 72, 80);
        Assert.Equal("events.example", options.Origin);
    }

    public static TheoryData<string, string?, Guid?, string[], Guid?, bool> Clearances()
    {
        var (own, other) = (Guid.NewGuid(), Guid.NewGuid());
        return new TheoryData<string, string?, Guid?, string[], Guid?, bool>
        {
            { "public", null, null, [], null, true },
            { "public", "GM0001", null, ["GM0002"], null, true },
            { "municipality", "GM0001", null, ["GM0001"], null, true },
            { "municipality", "GM0001", null, ["GM0002"], null, false },
            { "municipality", "GM0001", null, ["*"], null, true },
            { "municipality", "GM0001", null, [], null, false },
            { "municipality", null, null, ["*"], null, false },
            { "organisation", "GM0001", own, ["GM0001"], own, true },
            { "organisation", "GM0001", own, ["GM0001"], other, false },
            { "organisation", "GM0001", own, ["GM0002"], own, false },
            { "organisation", "GM0001", own, ["GM0001"], null, false },
            { "organisation", "GM0001", null, ["GM0001"], null, false },
            { "organisation", "GM0001", null, ["GM0001"], own, false },
            { "organisation", null, own, ["*"], own, false },
        };
    }

    [Theory, MemberData(nameof(Clearances))]
    public async Task Clearance_is_the_same_in_code_and_in_sql(
        string audience, string? municipality, Guid? organisation, string[] municipalities, Guid? callers, bool allowed)
    {
        var e = new LoggedEvent { Audience = Enum.Parse<Audience>(audience, ignoreCase: true), Municipality = municipality, Organisation = organisation };
        Assert.Equal(allowed, new Clearance(municipalities, callers).Allows(e));

        await using var connection = await notifications.Db.OpenConnectionAsync();
        var sql = $"""
            select count(*) from (select @audience::text as audience, @municipality::text as municipality, @owner::uuid as organisation) e where {Clearance.Sql}
            """;
        Assert.Equal(allowed ? 1 : 0, await connection.ExecuteScalarAsync<long>(sql, new { audience, municipality, owner = organisation, Municipalities = municipalities, Organisation = callers }));
    }

    private static readonly Dictionary<string, string> Attributes = new() { ["type"] = "nl.nabij.signals.signal-closed.v1", ["municipality"] = "GM0344" };

    public static TheoryData<string, bool> Filters() => new()
    {
        { """{"exact":{"type":"nl.nabij.signals.signal-closed.v1"}}""", true },
        { """{"exact":{"type":"nl.nabij.signals.signal-closed"}}""", false },
        { """{"exact":{"municipality":"GM0344","type":"nl.nabij.signals.signal-closed.v1"}}""", true },
        { """{"exact":{"municipality":"GM0344","type":"other"}}""", false },
        { """{"prefix":{"type":"nl.nabij.signals."}}""", true },
        { """{"prefix":{"type":"nl.nabij.catalog."}}""", false },
        { """{"suffix":{"type":".v1"}}""", true },
        { """{"suffix":{"type":".v2"}}""", false },
        { """{"not":{"suffix":{"type":".v2"}}}""", true },
        { """{"all":[{"suffix":{"type":".v1"}},{"exact":{"municipality":"GM0344"}}]}""", true },
        { """{"all":[{"suffix":{"type":".v1"}},{"exact":{"municipality":"GM0001"}}]}""", false },
        { """{"any":[{"suffix":{"type":".v2"}},{"exact":{"municipality":"GM0344"}}]}""", true },
        { """{"any":[{"suffix":{"type":".v2"}},{"exact":{"municipality":"GM0001"}}]}""", false },
        // An attribute that is not there never lets an event through.
        { """{"exact":{"dataref":"x"}}""", false },
        { """{"not":{"exact":{"dataref":"x"}}}""", false },
        { """{"not":{"not":{"exact":{"dataref":"x"}}}}""", false },
        { """{"not":{"all":[{"exact":{"dataref":"x"}},{"suffix":{"type":".v1"}}]}}""", false },
        { """{"any":[{"exact":{"dataref":"x"}},{"suffix":{"type":".v1"}}]}""", true },
        { """{"not":{"any":[{"exact":{"dataref":"x"}},{"suffix":{"type":".v2"}}]}}""", false },
    };

    [Theory, MemberData(nameof(Filters))]
    public void A_filter_passes_or_not(string json, bool passes)
    {
        var subscription = new Subscription { Filters = $"[{json}]" };
        Assert.Equal(passes, subscription.ParsedFilters.Single().Passes(Attributes.GetValueOrDefault));
    }

    private sealed class Development : Microsoft.Extensions.Hosting.IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Development";
        public string ApplicationName { get; set; } = "";
        public string ContentRootPath { get; set; } = "";
        public Microsoft.Extensions.FileProviders.IFileProvider ContentRootFileProvider { get; set; } = new Microsoft.Extensions.FileProviders.NullFileProvider();
    }
}
