using System.Text.Json;

namespace Platform.Tests.Support;

/// <summary>What the seeds laid down in Utrecht, and who works there.</summary>
public static class Town
{
    public const string Here = "GM0344", Elsewhere = "GM0363";

    public const string Editor = "editor-gm0344", Provider = "provider-gm0344", Handler = "handler-gm0344", Coordinator = "coordinator-gm0344", Member = "member-gm0344",
        Partner = "partner-gm0344";

    /// <summary>The organisation that follows up, and the one that offers services.</summary>
    public static readonly Guid Welfare = new("019a0000-0344-7000-8000-000000000002"), CommunityHouse = new("019a0000-0344-7000-8000-000000000003");

    /// <summary>A published local service of the community house.</summary>
    public static async Task<Guid> NewServiceAsync(string name, TimeSpan patience = default)
    {
        using var editor = new Api(Editor, patience);
        var draft = (await editor.PostAsync("/catalog/v1/services", new
        {
            organisationId = CommunityHouse,
            name,
            essence = new { what = "Elke week samen koken en eten in de buurt.", forWhom = "Voor iedereen in de wijk.", how = "U kunt zo binnenlopen." },
            supportTypes = new[] { "meeting-opportunities" },
            format = "group",
            frequency = "recurring",
            scope = new { national = false, municipalities = new[] { Here } },
        })).Success();
        (await editor.PostAsync($"/catalog/v1/services/{draft.Id}/publish", ifMatch: draft.ETag)).Success();
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
        foreach (var status in new[] { "identified", "addressed" })
            foreach (var gap in await AllAsync(coordinator, $"/coalition/v1/coalitions/{coalition}/gaps?status={status}"))
                open.Add((gap.GetProperty("supportType").GetString()!, gap.TryGetProperty("targetGroup", out var group) ? group.GetString() : null));
        var types = await CodesAsync(coordinator, "support-types");
        var groups = await CodesAsync(coordinator, "target-groups");
        return types.SelectMany(t => groups, (t, g) => (t, g)).First(need => !open.Contains(need));
    }

    public static async Task<JsonElement?> GapAsync(string supportType, string targetGroup)
    {
        using var coordinator = new Api(Coordinator);
        var gaps = await AllAsync(coordinator, $"/coalition/v1/coalitions/{await CoalitionAsync()}/gaps?status=identified");
        return gaps.Where(g => g.GetProperty("supportType").GetString() == supportType
            && g.TryGetProperty("targetGroup", out var group) && group.GetString() == targetGroup).Select(g => (JsonElement?)g).FirstOrDefault();
    }

    public static IReadOnlyList<JsonElement> Items(Answer page) => [.. page.Success().Body.GetProperty("items").EnumerateArray()];

    private static async Task<IReadOnlyList<JsonElement>> AllAsync(Api api, string path)
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
