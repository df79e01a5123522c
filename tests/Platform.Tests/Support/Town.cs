using System.Text.Json;
using Nabij.Testing;

namespace Platform.Tests.Support;

/// <summary>What the seeds laid down in Utrecht, and who works there.</summary>
public static class Town
{
    public const string Here = "GM0344", Elsewhere = "GM0363";

    private static readonly string[] OpenGap = ["identified", "addressed"], Meeting = ["meeting-opportunities"], Utrecht = [Here];

    public const string Editor = "editor-gm0344", Provider = "provider-gm0344", Handler = "handler-gm0344", Coordinator = "coordinator-gm0344", Member = "member-gm0344",
        Partner = "partner-gm0344", Officer = "privacy-officer-gm0344";

    /// <summary>The organisation that follows up, and the one that offers services.</summary>
    public static readonly Guid Welfare = new("019a0000-0344-7000-8000-000000000002"), CommunityHouse = new("019a0000-0344-7000-8000-000000000003");

    /// <summary>The same account, organisation or body in the other municipality of the seeds.</summary>
    public static string InAmsterdam(string text) => text.Replace("gm0344", "gm0363", StringComparison.Ordinal).Replace(Here, Elsewhere, StringComparison.Ordinal)
        .Replace("019a0000-0344", "019a0000-0363", StringComparison.Ordinal);

    /// <summary>A published local service, of the community house unless another organisation is named, of which the signal desk has heard.</summary>
    public static async Task<Guid> NewServiceAsync(string name, TimeSpan patience = default, Guid? of = null)
    {
        using var editor = new Api(Editor, patience);
        var draft = (await editor.PostAsync("/catalog/v1/services", new
        {
            organisationId = of ?? CommunityHouse,
            name,
            essence = new { what = "Elke week samen koken en eten in de buurt.", forWhom = "Voor iedereen in de wijk.", how = "U kunt zo binnenlopen." },
            supportTypes = Meeting,
            format = "group",
            frequency = "recurring",
            scope = new { national = false, municipalities = Utrecht },
        })).Success();
        (await editor.PostAsync($"/catalog/v1/services/{draft.Id}/publish", ifMatch: draft.ETag)).Success();
        await Eventually.TrueAsync(async () => (await RunningPlatform.QueryAsync<Guid>("signals", "select service_id from known_service where service_id = @Id", new { draft.Id })).Count == 1);
        return draft.Id;
    }

    /// <summary>How often people were referred to a service.</summary>
    public static async Task<long> ReferralsAsync(Guid service)
    {
        using var coordinator = new Api(Coordinator);
        return (await coordinator.GetAsync($"/catalog/v1/services/{service}/demand")).Success().Body.GetProperty("referrals").GetInt64();
    }

    public static async Task<Guid> CoalitionAsync()
    {
        using var coordinator = new Api(Coordinator);
        return Items(await coordinator.GetAsync($"/coalition/v1/coalitions?municipality={Here}"))[0].GetProperty("id").GetGuid();
    }

    /// <summary>A way of support and a target group for which no gap is open yet.</summary>
    public static async Task<(string SupportType, string TargetGroup)> NeedWithoutGapAsync()
    {
        using var coordinator = new Api(Coordinator);
        var open = new HashSet<(string, string?)>();
        var coalition = await CoalitionAsync();
        foreach (var status in OpenGap)
            foreach (var gap in await AllAsync(coordinator, $"/coalition/v1/coalitions/{coalition}/gaps?status={status}"))
                open.Add((gap.GetProperty("supportType").GetString()!, gap.TryGetProperty("targetGroup", out var group) ? group.GetString() : null));
        var types = await CodesAsync(coordinator, "support-types");
        var groups = await CodesAsync(coordinator, "target-groups");
        return types.SelectMany(t => groups, (t, g) => (t, g)).First(need => !open.Contains(need));
    }

    /// <summary>A signal that ends without a service: a need that nobody meets.</summary>
    public static async Task<Answer> FindNothingAsync((string SupportType, string TargetGroup) need)
    {
        using var signal = await Case.TakeAsync(await Report.MakeAsync(new Worry("Hij kent niemand meer met wie hij kan schaken.")));
        await signal.AccompanyAsync();
        return await signal.CloseAsync("no-suitable-service", need);
    }

    public static async Task<JsonElement> WaitForGapAsync((string SupportType, string TargetGroup) need) =>
        (JsonElement)await Eventually.GetAsync(async () => (object?)await GapAsync(need.SupportType, need.TargetGroup));

    public static async Task<JsonElement?> GapAsync(string supportType, string targetGroup)
    {
        using var coordinator = new Api(Coordinator);
        var gaps = await AllAsync(coordinator, $"/coalition/v1/coalitions/{await CoalitionAsync()}/gaps?status=identified");
        return gaps.Where(g => g.GetProperty("supportType").GetString() == supportType
            && g.TryGetProperty("targetGroup", out var group) && group.GetString() == targetGroup).Select(g => (JsonElement?)g).FirstOrDefault();
    }

    public static IReadOnlyList<JsonElement> Items(Answer page) => [.. page.Success().Body.GetProperty("items").EnumerateArray()];

    /// <summary>The items of all pages.</summary>
    public static async Task<IReadOnlyList<JsonElement>> AllAsync(Api api, string path)
    {
        var all = new List<JsonElement>();
        for (var page = 1; ; page++)
        {
            var items = Items(await api.GetAsync($"{path}&pageSize=100&page={page}"));
            all.AddRange(items);
            if (items.Count < 100) return all;
        }
    }

    private static async Task<IReadOnlyList<string>> CodesAsync(Api api, string list) =>
        [.. Items(await api.GetAsync($"/coalition/v1/reference/{list}")).Select(i => i.GetProperty("code").GetString()!)];
}
