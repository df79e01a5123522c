using System.Text;
using Nabij.Testing;
using Platform.Tests.Support;

namespace Platform.Tests.Journey;

/// <summary>The seven steps of the journey, each as the one who takes it sees it.</summary>
public sealed class JourneyTests(Journey journey, Telemetry telemetry) : IClassFixture<Journey>
{
    [Fact]
    public void A_resident_finds_local_and_national_services()
    {
        var found = Town.Items(journey.Found);
        Assert.Contains(found, s => s.GetProperty("id").GetGuid() == journey.Service);
        Assert.Contains(found, s => s.GetProperty("national").GetBoolean());
        Assert.All(found, s => Assert.True(s.GetProperty("national").GetBoolean()
            || s.GetProperty("municipalities").EnumerateArray().Any(m => m.GetString() == Town.Here)));
    }

    [Fact]
    public void The_reporter_follows_the_signal_with_the_receipt()
    {
        Assert.Equal([1, 4], journey.Followed.Select(f => f.Body.GetProperty("step").GetInt32()));
    }

    [Fact]
    public void The_handler_reads_the_worry_only_by_opening_it() =>
        Assert.Equal("Mijn buurvrouw komt de deur niet meer uit.", journey.Opened.GetProperty("worry").GetString());

    [Fact]
    public async Task The_catalogue_counts_the_referral_once() =>
        await Eventually.TrueAsync(async () => await Town.ReferralsAsync(journey.Service) == 1, async () => $"{await Town.ReferralsAsync(journey.Service)} referrals");

    [Fact]
    public async Task The_unmet_need_became_a_gap_that_an_agreement_answers()
    {
        using var member = new Api(Town.Member);
        var gap = (await member.GetAsync($"/coalition/v1/gaps/{journey.Gap.GetProperty("id").GetGuid()}")).Success().Body;
        Assert.Equal(1, gap.GetProperty("count").GetInt32());
        Assert.Equal("addressed", gap.GetProperty("status").GetString());
        Assert.Equal([journey.Agreed.Id], gap.GetProperty("agreementIds").EnumerateArray().Select(a => a.GetGuid()));
        Assert.Equal("agreed", journey.Agreed.Body.GetProperty("status").GetString());
    }

    [Fact]
    public async Task The_partner_gets_each_of_these_events_signed_and_the_feed_has_the_same()
    {
        var deliveries = await DeliveriesAsync();
        Assert.All(journey.Partner.Deliveries, d => Assert.True(d.IsSignedBy(journey.Partner.Secret)));
        Assert.All(deliveries, d => Assert.Equal(d.Id, d.Event.GetProperty("id").GetString()));

        var expected = new Dictionary<string, int>
        {
            ["signal-received"] = 2,
            ["signal-triaged"] = 2,
            ["signal-contacted"] = 2,
            ["signal-referred"] = 1,
            ["signal-closed"] = 2,
            ["need-unmet"] = 1,
            ["gap-identified"] = 1,
            ["agreement-agreed"] = 1,
        };
        Assert.Equal(expected.OrderBy(e => e.Key), deliveries.GroupBy(Name).ToDictionary(g => g.Key, g => g.Count()).OrderBy(e => e.Key));

        var feed = await journey.Partner.FeedAsync();
        Assert.Equal(feed.Select(e => e.GetRawText()).Order(), deliveries.Select(d => Encoding.UTF8.GetString(d.Bytes)).Order());
    }

    [Fact]
    public async Task A_partner_gets_only_the_type_that_it_asked_for_and_the_same_again_after_it_failed()
    {
        await DeliveriesAsync();
        await Eventually.TrueAsync(() => Task.FromResult(journey.Choosy.Deliveries.Count > 0));
        var taken = Assert.Single(journey.Choosy.Deliveries.DistinctBy(d => d.Id));
        var failed = Assert.Single(journey.Choosy.Failed);
        Assert.Equal("signal-referred", Name(taken));
        Assert.Equal((failed.Id, Encoding.UTF8.GetString(failed.Bytes)), (taken.Id, Encoding.UTF8.GetString(taken.Bytes)));
        Assert.All([failed, taken], d => Assert.True(d.IsSignedBy(journey.Choosy.Secret)));
    }

    [Fact]
    public async Task Each_event_bears_the_trace_of_the_command_that_caused_it()
    {
        var traces = (await DeliveriesAsync()).ToLookup(d => d.Event.GetProperty("traceparent").GetString()!.Split('-')[1], Name);
        Assert.Equal(["signal-referred"], traces[journey.Referred.TraceId]);
        Assert.Equal(["gap-identified", "need-unmet", "signal-closed"], traces[journey.ClosedUnmet.TraceId].Order());
        Assert.Equal(["agreement-agreed"], traces[journey.Agreed.TraceId]);
    }

    [Fact]
    public async Task The_reporter_gets_a_mail_that_says_nothing_of_the_signal()
    {
        var folder = Path.Combine(RunningPlatform.State, "mail");
        var mail = await Eventually.GetAsync(() => Task.FromResult(Directory.Exists(folder)
            ? Directory.GetFiles(folder, "*.eml").Select(f => File.ReadAllText(f)).FirstOrDefault(m => m.Contains(journey.ReporterAddress, StringComparison.Ordinal))
            : null));
        Assert.DoesNotContain("buurvrouw", mail, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(journey.Report.Receipt, mail, StringComparison.Ordinal);
        Assert.DoesNotContain(Town.Here, mail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_way_from_the_gateway_to_the_webhook_is_one_trace_or_linked_traces()
    {
        foreach (var (command, services) in new[]
        {
            (journey.Referred, new[] { "gateway", "signals", "catalog", "notifications" }),
            (journey.ClosedUnmet, ["gateway", "signals", "coalition", "notifications"]),
            (journey.Agreed, ["gateway", "coalition", "notifications"]),
        })
        {
            // Each service exports in its own time, so all of it is waited for.
            await telemetry.FollowAsync(command.TraceId, found => services.All(s => found.Any(f => f.Service == s))
                && found.Any(f => f.Name == "webhook deliver")
                && found.Any(f => f is { Service: "gateway", ParentId: "" } && f.TraceId == command.TraceId)
                && found.Any(f => f.TraceId == command.TraceId && f.Name.StartsWith("send ", StringComparison.Ordinal))
                && found.Any(f => f.TraceId == command.TraceId && f.Attributes.ContainsKey("db.system.name")));
        }
    }

    /// <summary>What the partner got once all of it is there, each event once: a delivery of which the answer came late is made again.</summary>
    private async Task<IReadOnlyList<Delivery>> DeliveriesAsync() => await Eventually.GetAsync(
        () => Task.FromResult(journey.Partner.Deliveries.DistinctBy(d => d.Id).ToList() is { Count: >= 12 } all ? all : null),
        () => Task.FromResult(string.Join(", ", journey.Partner.Deliveries.Select(Name))), 60);

    private static string Name(Delivery delivery) => delivery.Type.Split('.')[3];
}
