using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Hostile;

/// <summary>One thing of each kind, in Amsterdam: whatever becomes of them, no other test looks there.</summary>
internal static class Targets
{
    private const string Sink = "http://127.0.0.1:1/hook";

    /// <summary>By the part of the path before their id.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> MakeAsync()
    {
        using var coordinator = new Api(Town.InAmsterdam(Town.Coordinator));
        using var editor = new Api(Town.InAmsterdam(Town.Editor));
        using var handler = new Api(Town.InAmsterdam(Town.Handler));
        using var partner = new Api(Town.InAmsterdam(Town.Partner));
        using var anyone = new Api();

        var coalition = await CoalitionAsync(coordinator);
        var member = (await coordinator.PostAsync($"/coalition/v1/coalitions/{coalition}/partners", new
        {
            organisationId = Guid.NewGuid(),
            name = "Proefpartner (demo)",
            kind = "organisation",
            domain = "care-welfare",
            tier = "network",
        })).Success().Id;
        var person = (await coordinator.PostAsync($"/coalition/v1/partners/{member}/people", new { name = "Proefpersoon (demo)" })).Success().Id;
        var workgroup = (await coordinator.PostAsync($"/coalition/v1/coalitions/{coalition}/workgroups", new { name = $"Proefgroep {Guid.NewGuid():N}" })).Success().Id;
        var agreement = (await coordinator.PostAsync($"/coalition/v1/coalitions/{coalition}/agreements", new { what = "Samen koken" })).Success().Id;
        var service = (await editor.PostAsync("/catalog/v1/services", await ServiceAsync())).Success().Id;
        var subscription = (await partner.PostAsync("/notifications/v1/subscriptions", new { sink = Sink })).Success().Id;
        (await anyone.PostAsync("/signals/v1/signals", new { municipality = Town.Elsewhere, worry = "Zij komt niet meer buiten." })).Success();
        var signal = Town.Items(await handler.GetAsync("/signals/v1/signals?state=received&pageSize=1"))[0].GetProperty("id").GetGuid();
        var consent = (await handler.PostAsync($"/signals/v1/signals/{signal}/consents", new { purpose = "contact", givenBy = "subject", form = "oral" })) is { IsSuccess: true } given ? given.Id : Guid.NewGuid();
        var identity = (await handler.PostAsync($"/signals/v1/signals/{signal}/identity-requests", new { reason = "safety" })).Success().Id;
        using var officer = new Api(Town.InAmsterdam(Town.Officer));
        var request = (await officer.PostAsync("/signals/v1/privacy/requests",
            new { municipality = Town.Elsewhere, kind = "access", about = "subject", reference = "Z-2026-2", identityCheck = "digid" })).Success().Id;
        var round = (await handler.PostAsync("/signals/v1/outreach-rounds", new { municipality = Town.Elsewhere, kind = "other", fromDate = Examples.Today, untilDate = Examples.Today.AddDays(90) })).Success().Id;
        var visit = (await handler.PostAsync($"/signals/v1/outreach-rounds/{round}/visits", new { visits = Visits })).Success().Body.GetProperty("ids")[0].GetGuid();
        return new Dictionary<string, string>
        {
            ["identity-requests"] = identity.ToString(),
            ["requests"] = request.ToString(),
            ["municipalities"] = Town.Elsewhere,
            ["organisations"] = Town.InAmsterdam(Town.CommunityHouse.ToString()),
            ["services"] = service.ToString(),
            ["corrections"] = Guid.NewGuid().ToString(),
            ["proposals"] = Guid.NewGuid().ToString(),
            ["interventions"] = Guid.NewGuid().ToString(),
            ["questionnaires"] = "improvement-check",
            ["supplements"] = Town.Elsewhere,
            ["synonyms"] = Town.Elsewhere,
            ["taxonomies"] = Town.Elsewhere,
            ["labels"] = Town.Elsewhere,
            ["coalitions"] = coalition.ToString(),
            ["partners"] = member.ToString(),
            ["people"] = person.ToString(),
            ["members"] = person.ToString(),
            ["workgroups"] = workgroup.ToString(),
            ["agreements"] = agreement.ToString(),
            ["gaps"] = Guid.NewGuid().ToString(),
            ["subscriptions"] = subscription.ToString(),
            ["events"] = Guid.NewGuid().ToString(),
            ["signals"] = signal.ToString(),
            ["consents"] = consent.ToString(),
            ["referrals"] = Guid.NewGuid().ToString(),
            ["covers"] = Guid.NewGuid().ToString(),
            ["outreach-rounds"] = round.ToString(),
            ["visits"] = visit.ToString(),
            ["role-policies"] = "community-police-officers",
            ["reference"] = "domains",
            ["cards"] = "signs",
        };
    }

    /// <summary>An owner has room for so many subscriptions.</summary>
    public static async Task ForgetAsync()
    {
        using var partner = new Api(Town.InAmsterdam(Town.Partner));
        foreach (var subscription in Town.Items(await partner.GetAsync("/notifications/v1/subscriptions?pageSize=100")))
            (await partner.SendAsync(HttpMethod.Delete, $"/notifications/v1/subscriptions/{subscription.GetProperty("id").GetString()}", null, null)).Success();
    }

    private static async Task<JsonElement> ServiceAsync()
    {
        var register = (await Operation.AllAsync()).Single(o => o.Id == "CatalogRegisterService");
        return JsonSerializer.Deserialize<JsonElement>(Town.InAmsterdam(JsonSerializer.Serialize(Examples.For(register), JsonSerializerOptions.Web)));
    }

    private static readonly object[] Visits = [new { address = "Denkbeeldstraat 1" }];

    private static readonly string[] Amsterdam = [Town.Elsewhere];

    private static async Task<Guid> CoalitionAsync(Api coordinator)
    {
        var there = Town.Items(await coordinator.GetAsync($"/coalition/v1/coalitions?municipality={Town.Elsewhere}")).FirstOrDefault(c => c.GetProperty("status").GetString() != "ended");
        return there.ValueKind != JsonValueKind.Undefined
            ? there.GetProperty("id").GetGuid()
            : (await coordinator.PostAsync("/coalition/v1/coalitions", new { name = "Amsterdam dichtbij", municipalities = Amsterdam })).Success().Id;
    }
}
