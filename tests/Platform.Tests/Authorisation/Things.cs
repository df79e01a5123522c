using Nabij.Testing;
using Platform.Tests.Support;

namespace Platform.Tests.Authorisation;

/// <summary>One thing of each kind, of Utrecht and its organisations.</summary>
internal sealed class Things
{
    private static readonly object[] Visits = [new { address = "Denkbeeldstraat 1", name = "Bewoner (demo)" }];

    private static readonly string[] Types = ["nl.nabij.signals.signal-closed.v1"];

    private readonly Dictionary<string, string> _byCollection = [];

    private readonly Dictionary<string, string> _ofNeighbour = [];

    /// <summary>By the part of the path before its id, such as <c>partners</c>.</summary>
    public string this[string collection] => _byCollection.GetValueOrDefault(collection, "none");

    /// <summary>
    /// The same in Utrecht, but of another organisation: a signal that another one follows up, a service of the welfare organisation, and an agreement
    /// and a workgroup in which the member has no part.
    /// </summary>
    public string OfNeighbour(string collection) => _ofNeighbour.GetValueOrDefault(collection, this[collection]);

    public static async Task<Things> MakeAsync()
    {
        using var coordinator = new Api(Town.Coordinator);
        using var partner = new Api(Town.Partner);
        var (signalOfOther, roundOfOther) = await OfOtherAsync(coordinator);
        var report = await Report.MakeAsync(new Worry("Hij gaat nergens meer heen."));
        using var signal = await Case.TakeAsync(report);
        await signal.AccompanyAsync();
        var referral = await ReferralAsync(Town.CommunityHouse);
        using var handler = new Api(Town.Handler);
        var cover = (await handler.PostAsync("/signals/v1/covers", Examples.For((await Operation.AllAsync()).Single(o => o.Id == "SignalsNameCover")))).Success().Id;
        var consent = (await handler.GetAsync($"/signals/v1/signals/{signal.Id}")).Success().Body.GetProperty("consents")[0].GetProperty("id").GetGuid();

        var identity = (await handler.PostAsync($"/signals/v1/signals/{signal.Id}/identity-requests", new { reason = "safety" })).Success().Id;
        using var officer = new Api(Town.Officer);
        var request = (await officer.PostAsync("/signals/v1/privacy/requests", Examples.For((await Operation.AllAsync()).Single(o => o.Id == "SignalsFileRightsRequest")))).Success().Id;
        var round = (await handler.PostAsync("/signals/v1/outreach-rounds", Examples.Outreach)).Success().Id;
        var visit = (await handler.PostAsync($"/signals/v1/outreach-rounds/{round}/visits", new { visits = Visits })).Success().Body.GetProperty("ids")[0].GetGuid();

        var coalition = await Town.CoalitionAsync();
        var partners = Town.Items(await coordinator.GetAsync($"/coalition/v1/coalitions/{coalition}/partners?pageSize=100"));
        var welfare = partners.Single(p => p.GetProperty("organisationId").GetGuid() == Town.Welfare).GetProperty("id").GetGuid();
        var person = (await coordinator.PostAsync($"/coalition/v1/partners/{welfare}/people", new { name = "Collega (demo)" })).Success().Id;
        var workgroup = Town.Items(await coordinator.GetAsync($"/coalition/v1/coalitions/{coalition}/workgroups"))[0].GetProperty("id").GetGuid();
        var agreement = (await coordinator.PostAsync($"/coalition/v1/coalitions/{coalition}/agreements", new { what = "Samen koken" })).Success().Id;
        var subscription = (await partner.PostAsync("/notifications/v1/subscriptions", new { sink = "http://127.0.0.1:1/hook", types = Types })).Success().Id;
        using var provider = new Api(Town.Provider);
        var service = await Town.NewServiceAsync("Samen zingen");
        var correction = (await coordinator.PostAsync($"/catalog/v1/services/{service}/corrections", new { kind = "closed" })).Success().Id;
        var wanted = Examples.For((await Operation.AllAsync()).Single(o => o.Id == "CatalogChangeService"));
        var proposal = (await provider.SendAsync(HttpMethod.Put, $"/catalog/v1/services/{service}", wanted, "*")).Success().Id;
        var things = new Things();
        foreach (var (collection, id) in new[]
        {
            ("services", service), ("corrections", correction), ("proposals", proposal), ("organisations", Town.CommunityHouse), ("signals", signal.Id), ("consents", consent), ("identity-requests", identity), ("requests", request), ("coalitions", coalition),
            ("partners", welfare), ("people", person), ("members", person), ("workgroups", workgroup), ("agreements", agreement), ("gaps", await GapAsync()), ("subscriptions", subscription),
            ("events", await EventAsync()), ("referrals", referral), ("covers", cover), ("outreach-rounds", round), ("visits", visit),
        }) things._byCollection[collection] = id.ToString();
        things._byCollection["municipalities"] = things._byCollection["supplements"] = things._byCollection["synonyms"] = things._byCollection["taxonomies"] = things._byCollection["labels"] = Town.Here;
        things._byCollection["role-policies"] = "community-police-officers";

        var foreignWorkgroup = (await coordinator.PostAsync($"/coalition/v1/coalitions/{coalition}/workgroups", new { name = $"Werkgroep {Guid.NewGuid():N}" })).Success().Id;
        foreach (var (collection, id) in new[]
        {
            ("signals", signalOfOther), ("outreach-rounds", roundOfOther), ("services", await Town.NewServiceAsync("Samen dansen", of: Town.Welfare)), ("organisations", Town.Welfare),
            ("workgroups", foreignWorkgroup), ("agreements", agreement), ("referrals", await ReferralAsync(Town.Welfare)),
        }) things._ofNeighbour[collection] = id.ToString();
        return things;
    }

    /// <summary>Somebody was referred to a service of the organisation.</summary>
    private static async Task<Guid> ReferralAsync(Guid organisation)
    {
        using var signal = await Case.TakeAsync(await Report.MakeAsync(new Worry("Hij eet elke dag alleen.")));
        await signal.AccompanyAsync();
        await signal.ReferAsync(await Town.NewServiceAsync("Samen eten", of: organisation));
        return await signal.ReferralAsync();
    }

    public async Task ForgetAsync()
    {
        using var handler = new Api(Town.Handler);
        await handler.SendAsync(HttpMethod.Delete, $"/signals/v1/covers/{this["covers"]}", null, null);
        using var partner = new Api(Town.Partner);
        await partner.SendAsync(HttpMethod.Delete, $"/notifications/v1/subscriptions/{this["subscriptions"]}", null, "*");
    }

    /// <summary>While the routing points at another organisation, a signal and a round of visits go there; then the routing is as it was.</summary>
    private static async Task<(Guid Signal, Guid Round)> OfOtherAsync(Api coordinator)
    {
        const string routing = $"/signals/v1/municipalities/{Town.Here}/routing";
        var now = (await coordinator.GetAsync(routing)).Success();
        var moved = (await coordinator.PutAsync(routing, new { organisationId = Town.CommunityHouse }, now.ETag)).Success();
        var report = await Report.MakeAsync(new Worry("Zij klaagt over de stilte."));
        var round = (await coordinator.PostAsync("/signals/v1/outreach-rounds", Examples.Outreach)).Success().Id;
        (await coordinator.PutAsync(routing, new { organisationId = Town.Welfare }, moved.ETag)).Success();
        var signal = (await RunningPlatform.QueryAsync<Guid>("signals", "select id from signal where area = @Area and organisation_id = @CommunityHouse order by received_at desc limit 1",
            new { report.Area, Town.CommunityHouse }))[0];
        return (signal, round);
    }

    private static async Task<Guid> GapAsync()
    {
        var need = await Town.NeedWithoutGapAsync();
        await Town.FindNothingAsync(need);
        return (await Town.WaitForGapAsync(need)).GetProperty("id").GetGuid();
    }

    /// <summary>One that only this municipality's partners may see.</summary>
    private static async Task<Guid> EventAsync() => (Guid)await Eventually.GetAsync(async () =>
        (await RunningPlatform.QueryAsync<Guid>("notifications", NewestSql)).Select(id => (object?)id).FirstOrDefault());

    private const string NewestSql = $"select event_id from event_log where audience = 'municipality' and municipality = '{Town.Here}' order by position desc limit 1";
}
