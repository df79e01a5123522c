using System.Text.Json.Nodes;

namespace Nabij.Seeder;

/// <summary>What some municipalities tell services apart by, and which of the local ones have it. A list that somebody keeps already stays as it is.</summary>
internal static class Taxonomies
{
    public static async Task LoadAsync(GatewayClient gateway)
    {
        var content = Content.Read("local.json");
        var taxonomies = content.Objects("taxonomies");
        var progress = new Progress("taxonomies of municipalities", taxonomies.Count);
        foreach (var taxonomy in taxonomies)
        {
            var path = $"/catalog/v1/taxonomies/{taxonomy.Text("municipality")}";
            progress.Add(await FillAsync(gateway, path, "terms", new JsonObject { ["terms"] = taxonomy.Copy("terms") }));
        }

        var labelled = content.Objects("services").Where(s => s["labels"] is not null).ToList();
        progress = new Progress("services with a label", labelled.Count);
        foreach (var service in labelled)
        {
            var path = $"/catalog/v1/services/{await Services.FindAsync(gateway, service.Text("code"))}/labels/{service.Text("municipality")}";
            progress.Add(await FillAsync(gateway, path, "labels", new JsonObject { ["codes"] = service.Copy("labels") }));
        }
    }

    /// <summary>False: there was something.</summary>
    private static async Task<bool> FillAsync(GatewayClient gateway, string path, string list, JsonObject body)
    {
        var now = await gateway.GetAsync(path);
        if (now.Body[list]!.AsArray().Count > 0) return false;
        await gateway.PutAsync(path, body, now.ETag);
        return true;
    }
}
