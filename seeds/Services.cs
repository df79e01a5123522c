using System.Net;
using System.Text.Json.Nodes;
using Nabij.Reference;

namespace Nabij.Seeder;

/// <summary>The national services of the reference list, and local ones that are made up. Each is known by its source, and published once.</summary>
internal static class Services
{
    public static async Task LoadAsync(GatewayClient gateway)
    {
        await PublishAsync(gateway, "national services", ReferenceLists.NationalOfferings.Items.Select(OfNational));
        var local = Content.Read("local.json").Objects("services");
        await PublishAsync(gateway, "local services (fictitious)", local.Select(OfLocal).Concat(new Activities().Services));
        await VerifyAsync(gateway, [.. local.Where(s => s["verifiedBy"] is not null)]);
    }

    /// <summary>Some of them somebody has checked, in the way that the content names.</summary>
    private static async Task VerifyAsync(GatewayClient gateway, IReadOnlyList<JsonObject> services)
    {
        var progress = new Progress("services that were checked", services.Count);
        foreach (var service in services)
        {
            var id = await FindAsync(gateway, service.Text("code"));
            var isNew = (await gateway.GetAsync($"/catalog/v1/services/{id}")).Body["verifiedAt"] is null;
            if (isNew) await gateway.PostAsync($"/catalog/v1/services/{id}/verifications", new { how = service.Text("verifiedBy") });
            progress.Add(isNew);
        }
    }

    /// <summary>The id of a local service by its code: to register it again answers with the one that is there.</summary>
    public static async Task<Guid> FindAsync(GatewayClient gateway, string code) => (await gateway.PostAsync("/catalog/v1/services",
        OfLocal(Content.Read("local.json").Objects("services").Single(s => s.Text("code") == code)), accepted: HttpStatusCode.Conflict)).Body["existing"]!.GetValue<Guid>();

    private static Task PublishAsync(GatewayClient gateway, string what, IEnumerable<object> services)
    {
        var all = services.ToList();
        var progress = new Progress(what, all.Count);
        return Parallel.ForEachAsync(all, GatewayClient.AFew, async (service, _) => progress.Add(await PublishAsync(gateway, service)));
    }

    /// <summary>False: it was published already.</summary>
    private static async Task<bool> PublishAsync(GatewayClient gateway, object service)
    {
        var registered = await gateway.PostAsync("/catalog/v1/services", service, accepted: HttpStatusCode.Conflict);
        var (id, tag) = registered.Status == HttpStatusCode.Conflict ? (registered.Body["existing"]!.GetValue<Guid>(), null) : (registered.Id, registered.ETag);
        if (tag is null)
        {
            // A run that was broken off may have left a draft.
            var existing = await gateway.GetAsync($"/catalog/v1/services/{id}");
            if (existing.Body.Text("state") is not ("draft" or "in-review")) return false;
            tag = existing.ETag;
        }

        await gateway.PostAsync($"/catalog/v1/services/{id}/publish", null, tag);
        return true;
    }

    private static object OfNational(NationalOffering o) => new
    {
        name = o.Label,
        essence = new { o.Essence.What, o.Essence.ForWhom, o.Essence.How },
        organisationId = Organisations.IdOf(o.Organisation),
        o.SupportTypes,
        o.Problems,
        o.TargetGroups,
        o.Format,
        o.Frequency,
        o.Setting,
        o.Funding,
        o.Workforce,
        conditions = new { o.MinAge },
        contact = new { website = o.Website?.ToString() },
        scope = new { national = true },
        reviewNeeded = o.ReviewNeeded,
        asOfDate = o.AsOf,
        source = new { name = "national-offerings", id = o.Code },
    };

    private static JsonObject OfLocal(JsonObject s) => new()
    {
        ["name"] = s.Copy("name"),
        ["essence"] = s.Copy("essence"),
        ["organisationId"] = s.Copy("organisationId"),
        ["supportTypes"] = s.Copy("supportTypes"),
        ["problems"] = s.Copy("problems"),
        ["targetGroups"] = s.Copy("targetGroups"),
        ["format"] = s.Copy("format"),
        ["frequency"] = s.Copy("frequency"),
        ["setting"] = s.Copy("setting"),
        ["funding"] = s.Copy("funding"),
        ["workforce"] = s.Copy("workforce"),
        ["conditions"] = new JsonObject { ["minAge"] = s.Copy("minAge"), ["access"] = s.Copy("access") },
        ["costs"] = new JsonArray([.. (s["costs"]?.AsArray() ?? []).Select(c => (JsonNode)new JsonObject
        {
            ["label"] = c!["label"]!.DeepClone(), ["per"] = c["per"]!.DeepClone(), ["price"] = new JsonObject { ["amount"] = c["amount"]!.DeepClone() },
        })]),
        ["contact"] = new JsonObject { ["phone"] = s.Copy("phone"), ["point"] = "receptie" },
        ["scope"] = new JsonObject { ["municipalities"] = new JsonArray(s.Copy("municipality")) },
        ["languages"] = s.Copy("languages") ?? new JsonArray("nl"),
        ["asOfDate"] = "2026-11-24",
        ["source"] = new JsonObject { ["name"] = "demo", ["id"] = s.Copy("code") },
    };
}
