using System.Text.Json.Nodes;
using Nabij.Reference.Calendar;

namespace Nabij.Seeder;

/// <summary>Who follows up in each municipality, and one coalition with partners, two workgroups and an agreement. Each part is made when it is not there yet.</summary>
internal sealed class Coalition(GatewayClient gateway, JsonObject content)
{
    private readonly Dictionary<string, Guid> _people = [];

    public static async Task LoadAsync(GatewayClient gateway)
    {
        var content = Content.Read("coalition.json");
        var routing = content["routing"]!.AsObject();
        var progress = new Progress("follow-up in municipalities", routing.Count);
        foreach (var (municipality, organisation) in routing)
        {
            await gateway.PutAsync($"/signals/v1/municipalities/{municipality}/routing", new { organisationId = organisation!.GetValue<Guid>() });
            await OpenForPoliceAsync(gateway, municipality, content.Text("policeBasis"));
            await VisitAsync(gateway, municipality);
            progress.Add(created: false);
        }

        await new Coalition(gateway, content).LoadAsync();
    }

    /// <summary>Until the end of next year: to enter the same again changes nothing.</summary>
    private static Task<Answer> OpenForPoliceAsync(GatewayClient gateway, string municipality, string legalReference) => gateway.PutAsync(
        $"/signals/v1/municipalities/{municipality}/role-policies/community-police-officers",
        new { legalReference, validUntilDate = new DateOnly(Today.Year + 1, 12, 31) }, "*");

    /// <summary>A round of home visits to people of 75 and older, without addresses: those are for who goes there.</summary>
    private static async Task VisitAsync(GatewayClient gateway, string municipality)
    {
        if ((await gateway.GetAsync($"/signals/v1/outreach-rounds?municipality={municipality}&pageSize=1")).Body.Objects("items").Count > 0) return;
        await gateway.PostAsync("/signals/v1/outreach-rounds", new { municipality, kind = "home-visits-75-plus", fromDate = Today, untilDate = Today.AddDays(90) });
    }

    private static DateOnly Today => TimeProvider.System.Today();

    private async Task LoadAsync()
    {
        var coalition = await FoundAsync();
        var partners = content.Objects("partners");
        var progress = new Progress("partners", partners.Count);
        foreach (var partner in partners) progress.Add(await AddPartnerAsync(coalition, partner));
        await ActivateAsync(coalition);

        var workgroups = content.Objects("workgroups");
        progress = new Progress("workgroups", workgroups.Count);
        foreach (var workgroup in workgroups) progress.Add(await FormAsync(coalition, workgroup));

        progress = new Progress("agreements", 1);
        progress.Add(await AgreeAsync(coalition, content["agreement"]!.AsObject()));
    }

    private async Task<Guid> FoundAsync()
    {
        var municipality = content.Text("municipality");
        var there = (await gateway.GetAsync($"/coalition/v1/coalitions?municipality={municipality}")).Body.Objects("items");
        if (there.Count > 0) return there[0]["id"]!.GetValue<Guid>();
        var founded = await gateway.PostAsync("/coalition/v1/coalitions", new { name = content.Text("name"), municipalities = new[] { municipality } });
        await gateway.PutAsync($"/coalition/v1/coalitions/{founded.Id}", new
        {
            name = content.Text("name"),
            gapThreshold = 1,
            coordinator = Content.SubjectOf(content.Text("coordinatorLogin")),
        }, founded.ETag);
        return founded.Id;
    }

    private async Task<bool> AddPartnerAsync(Guid coalition, JsonObject wanted)
    {
        var organisation = wanted.Copy("organisationId")!.GetValue<Guid>();
        var there = await FindAsync($"/coalition/v1/coalitions/{coalition}/partners", p => p["organisationId"]!.GetValue<Guid>() == organisation);
        if (there is null)
        {
            var listed = (await gateway.GetAsync($"/catalog/v1/organisations/{organisation}")).Body;
            there = (await gateway.PostAsync($"/coalition/v1/coalitions/{coalition}/partners", new
            {
                organisationId = organisation,
                name = listed.Text("name"),
                domain = listed.Text("domain"),
                kind = wanted.Text("kind"),
                tier = wanted.Text("tier"),
            })).Body;
        }

        var id = there["id"]!.GetValue<Guid>();
        var created = await StepsAsync($"/coalition/v1/partners/{id}", "invite", "join");
        var subject = Content.SubjectOf(wanted.Text("login"));
        var person = await FindAsync($"/coalition/v1/partners/{id}/people", p => p["account"]?.GetValue<string>() == subject)
            ?? (await gateway.PostAsync($"/coalition/v1/partners/{id}/people", new { name = wanted.Text("person"), roleTitle = wanted.Text("roleTitle"), account = subject })).Body;
        _people[wanted.Text("login")] = person["id"]!.GetValue<Guid>();
        return created;
    }

    private Task<bool> ActivateAsync(Guid coalition) => StepsAsync($"/coalition/v1/coalitions/{coalition}", "activate");

    private async Task<bool> FormAsync(Guid coalition, JsonObject wanted)
    {
        var there = await FindAsync($"/coalition/v1/coalitions/{coalition}/workgroups", w => w.Text("name") == wanted.Text("name"))
            ?? (await gateway.PostAsync($"/coalition/v1/coalitions/{coalition}/workgroups", new
            {
                name = wanted.Text("name"),
                purpose = wanted.Text("purpose"),
                decisionMethod = wanted.Text("decisionMethod"),
                components = wanted.Copy("components"),
            })).Body;
        var path = $"/coalition/v1/workgroups/{there["id"]}";
        var seated = (await gateway.GetAsync(path)).Body.Objects("members").Select(m => m["personId"]!.GetValue<Guid>()).ToHashSet();
        foreach (var (login, role) in wanted["members"]!.AsObject())
            if (!seated.Contains(_people[login])) await gateway.PostAsync($"{path}/members", new { personId = _people[login], role = role!.GetValue<string>() });
        return await StepsAsync(path, "activate");
    }

    private async Task<bool> AgreeAsync(Guid coalition, JsonObject wanted)
    {
        var there = await FindAsync($"/coalition/v1/coalitions/{coalition}/agreements", a => a.Text("what") == wanted.Text("what"));
        if (there is null)
        {
            var workgroup = await FindAsync($"/coalition/v1/coalitions/{coalition}/workgroups", w => w.Text("name") == wanted.Text("workgroup"));
            there = (await gateway.PostAsync($"/coalition/v1/coalitions/{coalition}/agreements", new
            {
                what = wanted.Text("what"),
                ownerPersonId = _people[wanted.Text("ownerLogin")],
                means = wanted.Text("means"),
                checks = wanted.Copy("checks"),
                dueDate = Today.AddDays(wanted["dueInDays"]!.GetValue<int>()),
                workgroupId = workgroup!["id"]!.GetValue<Guid>(),
                component = wanted.Text("component"),
            })).Body;
        }

        return await StepsAsync($"/coalition/v1/agreements/{there["id"]}", "agree");
    }

    /// <summary>Takes those of the steps that the state still allows. False when none was left.</summary>
    private async Task<bool> StepsAsync(string path, params string[] steps)
    {
        var taken = false;
        foreach (var step in steps)
        {
            var now = await gateway.GetAsync(path);
            if (!now.Body["next"]!.AsArray().Any(n => n!.GetValue<string>() == step)) continue;
            await gateway.PostAsync($"{path}/{step}", null, now.ETag);
            taken = true;
        }

        return taken;
    }

    private async Task<JsonObject?> FindAsync(string path, Func<JsonObject, bool> which) =>
        (await gateway.GetAsync($"{path}?pageSize=100")).Body.Objects("items").FirstOrDefault(which);
}
