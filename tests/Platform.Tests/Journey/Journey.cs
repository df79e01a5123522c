using System.Text.Json;
using Nabij.Reference.Calendar;
using Platform.Tests.Support;

namespace Platform.Tests.Journey;

/// <summary>
/// The whole journey once, over the gateway alone: two worries are reported; one ends at a service, the other finds none, which the coalition sees
/// as a gap and answers with an agreement. A partner's server listens. The tests look at what came of it.
/// </summary>
public sealed class Journey : IAsyncLifetime
{
    private static readonly string[] Listened =
    [
        "nl.nabij.signals.signal-received.v1", "nl.nabij.signals.signal-triaged.v1", "nl.nabij.signals.signal-contacted.v1", "nl.nabij.signals.signal-referred.v1",
        "nl.nabij.signals.signal-closed.v1", "nl.nabij.signals.need-unmet.v1", "nl.nabij.coalition.gap-identified.v1", "nl.nabij.coalition.agreement-agreed.v1",
    ];

    public string ReporterAddress { get; } = $"melder-{Guid.NewGuid():N}@voorbeeld.example";

    /// <summary>Wants every event of the journey.</summary>
    public PartnerReceiver Partner { get; private set; } = null!;

    /// <summary>Wants referrals and nothing else, and fails when the first comes.</summary>
    public PartnerReceiver Choosy { get; private set; } = null!;

    public Guid Service { get; private set; }

    public Answer Found { get; private set; } = null!;

    public Report Report { get; private set; } = null!;

    /// <summary>What the reporter saw at first, and at the end.</summary>
    public IReadOnlyList<Answer> Followed { get; private set; } = [];

    public JsonElement Opened { get; private set; }

    public Answer Referred { get; private set; } = null!;

    public Answer ClosedUnmet { get; private set; } = null!;

    public JsonElement Gap { get; private set; }

    public Answer Agreed { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Service = await Town.NewServiceAsync("Samen aan tafel");
        await RunningPlatform.SettledAsync();
        Partner = await PartnerReceiver.SubscribeAsync(Listened);
        Choosy = await PartnerReceiver.SubscribeAsync("nl.nabij.signals.signal-referred.v1");
        Choosy.Fail(1);

        using var resident = new Api();
        Found = await resident.GetAsync($"/catalog/v1/services?municipality={Town.Here}&pageSize=100");

        Report = await Report.MakeAsync(new Worry("Mijn buurvrouw komt de deur niet meer uit.") { ReporterEmail = ReporterAddress });
        var before = await Report.FollowAsync();
        await ReferAsync(Report);
        Followed = [before, await Report.FollowAsync()];

        var need = await Town.NeedWithoutGapAsync();
        ClosedUnmet = await Town.FindNothingAsync(need);
        Gap = await Town.WaitForGapAsync(need);
        Agreed = await AgreeAsync(Gap.GetProperty("id").GetGuid());
    }

    public async ValueTask DisposeAsync()
    {
        await Partner.DisposeAsync();
        await Choosy.DisposeAsync();
    }

    private async Task ReferAsync(Report report)
    {
        using var signal = await Case.TakeAsync(report);
        Opened = await signal.OpenAsync("triage");
        await signal.AccompanyAsync();
        Referred = await signal.ReferAsync(Service);
        await signal.StartAtServiceAsync();
        await signal.CloseAsync("at-service", feedback: "send");
    }

    /// <summary>A coordinator turns the gap into an agreement with an owner and a date.</summary>
    private static async Task<Answer> AgreeAsync(Guid gap)
    {
        using var coordinator = new Api(Town.Coordinator);
        var coalition = await Town.CoalitionAsync();
        var partner = Town.Items(await coordinator.GetAsync($"/coalition/v1/coalitions/{coalition}/partners?pageSize=100"))
            .Single(p => p.GetProperty("organisationId").GetGuid() == Town.Welfare).GetProperty("id").GetGuid();
        var owner = Town.Items(await coordinator.GetAsync($"/coalition/v1/partners/{partner}/people"))[0].GetProperty("id").GetGuid();
        var yes = new { answer = true };
        var proposed = (await coordinator.PostAsync($"/coalition/v1/coalitions/{coalition}/agreements", new
        {
            what = "Een schaakmiddag in het buurthuis beginnen",
            ownerPersonId = owner,
            dueDate = TimeProvider.System.Today().AddDays(60),
            means = "Een zaal en twee vrijwilligers",
            checks = new { realistic = yes, supported = yes, staffed = yes, funded = yes },
            gapId = gap,
        })).Success();
        return (await coordinator.PostAsync($"/coalition/v1/agreements/{proposed.Id}/agree", ifMatch: proposed.ETag)).Success();
    }
}
