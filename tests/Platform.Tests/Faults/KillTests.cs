using System.Text.Json;
using Nabij.Testing;
using Platform.Tests.Support;

namespace Platform.Tests.Faults;

/// <summary>Every program of the platform is killed in turn while people work. Nothing is lost, nothing doubled, and no hand is needed.</summary>
public sealed class KillTests
{
    private const int Handlers = 6, CasesBetween = 6;

    private static readonly string[] Units = ["catalog", "signals", "coalition", "notifications", "gateway", "rabbitmq", "postgres"];

    private static readonly string[] Listened =
    [
        "nl.nabij.signals.signal-received.v1", "nl.nabij.signals.signal-triaged.v1", "nl.nabij.signals.signal-contacted.v1", "nl.nabij.signals.signal-referred.v1",
        "nl.nabij.signals.signal-closed.v1", "nl.nabij.signals.need-unmet.v1",
    ];

    [Fact]
    public async Task A_kill_of_any_program_under_load_loses_and_doubles_nothing()
    {
        var service = await Town.NewServiceAsync("Samen op pad");
        var need = await Town.NeedWithoutGapAsync();
        await using var partner = await PartnerReceiver.SubscribeAsync(Listened);
        await using var load = new Load(Handlers, service, need);
        await ProgressAsync(load, CasesBetween);
        foreach (var unit in Units)
        {
            var killed = Supervised.Kill(unit);
            await Eventually.TrueAsync(() => Task.FromResult(Supervised.Program(unit) is { } now && now != killed), () => Task.FromResult($"{unit} was not started again"), 60);
            await Eventually.TrueAsync(Supervised.AllReadyAsync, () => Task.FromResult($"not all ready after the kill of {unit}"), 120);
            await ProgressAsync(load, load.Done + CasesBetween);
        }

        await load.FinishAsync();
        Assert.Empty(load.Complaints);

        // For each signal: received, triaged, contacted, and referred or closed.
        await RunningPlatform.SettledAsync(120);
        var events = 4 * load.Done + load.Unmet;
        await Eventually.TrueAsync(async () => (await partner.FeedAsync()).Count >= events, async () => $"{(await partner.FeedAsync()).Count} of {events} in the feed", 120);
        await Eventually.TrueAsync(async () => await Town.ReferralsAsync(service) >= load.Referred, async () => $"{await Town.ReferralsAsync(service)} of {load.Referred}", 60);
        await Eventually.TrueAsync(async () => await CountAsync(need) >= load.Unmet, async () => $"{await CountAsync(need)} of {load.Unmet}", 60);
        Assert.Equal(load.Referred, await Town.ReferralsAsync(service));
        Assert.Equal(load.Unmet, await CountAsync(need));

        var feed = await partner.FeedAsync();
        Assert.Equal(events, feed.Select(Id).Distinct().Count());
        Assert.Equal(events, feed.Count);
        Assert.Equal(load.Unmet, feed.Count(e => Name(e) == "need-unmet"));
        var signals = feed.Where(e => Name(e) != "need-unmet").GroupBy(Signal, Name).ToList();
        Assert.Equal(load.Done, signals.Count);
        Assert.Equal(load.Referred, signals.Count(s => s.Last() == "signal-referred"));
        Assert.All(signals, s => Assert.Equal(["signal-received", "signal-triaged", "signal-contacted", s.Last() == "signal-referred" ? "signal-referred" : "signal-closed"], s));

        // A delivery may come twice, for its answer can be lost; then it has the same id.
        await Eventually.TrueAsync(() => Task.FromResult(partner.Deliveries.DistinctBy(d => d.Id).Count() >= events),
            () => Task.FromResult($"{partner.Deliveries.DistinctBy(d => d.Id).Count()} of {events} delivered"), 120);
        Assert.Equal(feed.Select(Id).Order(), partner.Deliveries.Select(d => d.Id).Distinct().Order());
        Assert.All(partner.Deliveries, d => Assert.True(d.IsSignedBy(partner.Secret)));

        Assert.Equal((0L, 0L), await LogAsync());
        Assert.Empty(await Queues.GivenUpAsync());
    }

    private static Task ProgressAsync(Load load, int cases) => Eventually.TrueAsync(
        () => Task.FromResult(load.Done >= cases || !load.Complaints.IsEmpty), () => Task.FromResult($"{load.Done} of {cases} cases"), 120);

    private static async Task<int> CountAsync((string SupportType, string TargetGroup) need) =>
        await Town.GapAsync(need.SupportType, need.TargetGroup) is { } gap ? gap.GetProperty("count").GetInt32() : 0;

    /// <summary>How many events stand in the log twice, and how many positions are missing.</summary>
    private static async Task<(long Doubled, long Missing)> LogAsync() => (await RunningPlatform.QueryAsync<(long, long)>("notifications", """
        select count(*) - count(distinct event_id), coalesce(max(position) - min(position) + 1 - count(*), 0) from event_log
        """))[0];

    private static string Id(JsonElement e) => e.GetProperty("id").GetString()!;

    private static string Name(JsonElement e) => e.GetProperty("type").GetString()!.Split('.')[3];

    private static string Signal(JsonElement e) => e.GetProperty("data").GetProperty("signalRef").GetString()!;
}
