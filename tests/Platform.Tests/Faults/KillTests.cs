using System.Text.Json;
using Nabij.Testing;
using Platform.Tests.Support;
using RabbitMQ.Client;

namespace Platform.Tests.Faults;

/// <summary>Every program of the platform is killed in turn while people work. Nothing is lost, nothing doubled, and no hand is needed.</summary>
public sealed class KillTests
{
    private const int Handlers = 4, CasesBetween = 4;

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
            var killed = unit == "rabbitmq" ? 0 : Supervised.Child(unit);
            Supervised.Kill(unit);
            if (killed != 0) await Eventually.TrueAsync(() => Task.FromResult(Supervised.Child(unit) != killed), () => Task.FromResult(unit), 60);
            await ProgressAsync(load, load.Done + CasesBetween);
        }

        await load.FinishAsync();
        Assert.Empty(load.Complaints);

        await EverythingHasGoneOutAsync();
        await Eventually.TrueAsync(async () => await Town.ReferralsAsync(service) >= load.Referred, async () => $"{await Town.ReferralsAsync(service)} of {load.Referred}", 60);
        Assert.Equal(load.Referred, await Town.ReferralsAsync(service));
        await Eventually.TrueAsync(async () => await CountAsync(need) >= load.Unmet, async () => $"{await CountAsync(need)} of {load.Unmet}", 60);
        Assert.Equal(load.Unmet, await CountAsync(need));

        var feed = await partner.FeedAsync();
        Assert.Equal(feed.Count, feed.Select(Id).Distinct().Count());
        Assert.Equal(load.Referred, feed.Count(e => Type(e) == "nl.nabij.signals.signal-referred.v1"));
        Assert.Equal(load.Unmet, feed.Count(e => Type(e) == "nl.nabij.signals.need-unmet.v1"));
        Assert.Equal(load.Done, feed.Count(e => Type(e) == "nl.nabij.signals.signal-received.v1"));
        Assert.All(feed.Where(e => Type(e) != "nl.nabij.signals.need-unmet.v1").GroupBy(Signal), Rises);
        // A delivery may come twice, for its answer can be lost; then it has the same id.
        await Eventually.TrueAsync(() => Task.FromResult(partner.Deliveries.Select(d => d.Id).Distinct().Count() >= feed.Count),
            () => Task.FromResult($"{partner.Deliveries.Select(d => d.Id).Distinct().Count()} of {feed.Count} delivered"), 120);
        Assert.Equal(feed.Select(Id).Order(), partner.Deliveries.Select(d => d.Id).Distinct().Order());

        Assert.Equal((0L, 0L), await LogAsync());
        foreach (var name in RunningPlatform.Services) Assert.Equal(0u, await ErrorsAsync(name));
    }

    private static Task ProgressAsync(Load load, int cases) => Eventually.TrueAsync(
        () => Task.FromResult(load.Done >= cases || !load.Complaints.IsEmpty), () => Task.FromResult($"{load.Done} of {cases} cases"), 120);

    private static async Task EverythingHasGoneOutAsync()
    {
        foreach (var service in RunningPlatform.Services)
            await Eventually.TrueAsync(async () => (await RunningPlatform.QueryAsync<long>(service, "select count(*) from outbox"))[0] == 0, () => Task.FromResult($"the outbox of {service}"), 60);
    }

    private static async Task<int> CountAsync((string SupportType, string TargetGroup) need) =>
        await Town.GapAsync(need.SupportType, need.TargetGroup) is { } gap ? gap.GetProperty("count").GetInt32() : 0;

    /// <summary>How many events stand in the log twice, and how many positions are missing.</summary>
    private static async Task<(long Doubled, long Missing)> LogAsync() => (await RunningPlatform.QueryAsync<(long, long)>("notifications", """
        select count(*) - count(distinct event_id), coalesce(max(position) - min(position) + 1 - count(*), 0) from event_log
        """))[0];

    private static async Task<uint> ErrorsAsync(string service)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(TestServers.RabbitMq) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        return await channel.MessageCountAsync($"{service}_error");
    }

    private static string Id(JsonElement e) => e.GetProperty("id").GetString()!;

    private static string Type(JsonElement e) => e.GetProperty("type").GetString()!;

    private static string Signal(JsonElement e) => e.GetProperty("data").GetProperty("signalRef").GetString()!;

    /// <summary>The events of one signal stand in the feed in the order in which they happened.</summary>
    private static void Rises(IGrouping<string, JsonElement> signal)
    {
        var versions = signal.Select(e => e.GetProperty("data").GetProperty("aggregateVersion").GetInt64()).ToList();
        Assert.Equal(versions.Order(), versions);
    }
}
