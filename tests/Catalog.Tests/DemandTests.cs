using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nabij.Contracts;
using Nabij.Testing;
using static Catalog.Tests.Asking;

namespace Catalog.Tests;

public sealed class DemandTests(CatalogFixture catalog)
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_referral_counts_once_however_often_it_is_heard()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var id = await catalog.PublishAsync(Content(organisation, "GM0344"));
        var october = Referral(id, new DateTimeOffset(2026, 10, 31, 23, 30, 0, TimeSpan.Zero));
        var november = Referral(id, new DateTimeOffset(2026, 11, 3, 10, 0, 0, TimeSpan.Zero));
        var last = Referral(id, november.OccurredAt);
        foreach (var message in new[] { november, october, october, november, october, last }) await catalog.Broker.PublishAsync(message);

        using var editor = catalog.Caller("editor");
        var path = $"{Services}/{id}/demand";
        await Eventually.TrueAsync(async () => (await editor.ReadAsync(path)).Is(HttpStatusCode.OK).Body.GetProperty("referrals").GetInt64() >= 3);
        var marker = Referral(await catalog.PublishAsync(Content(organisation, "GM0344")), november.OccurredAt);
        await catalog.Broker.PublishAsync(marker);
        await Eventually.TrueAsync(async () => (await editor.ReadAsync($"{Services}/{marker.ServiceId}/demand")).Body.GetProperty("referrals").GetInt64() == 1);

        var demand = (await editor.ReadAsync(path)).Body;
        Assert.Equal(3, demand.GetProperty("referrals").GetInt64());
        Assert.Equal(["2026-10: 1", "2026-11: 2"], demand.GetProperty("months").EnumerateArray().Select(m => $"{m.GetProperty("month")}: {m.GetProperty("referrals")}"));
    }

    [Fact]
    public async Task What_came_back_because_it_was_full_is_counted_once_by_day_and_fades()
    {
        var id = await catalog.PublishAsync(Content(await catalog.ListOrganisationAsync(), "GM0344"));
        var (today, dayBefore29, dayBefore30, dayBefore90) = (Now, Now.AddDays(-29), Now.AddDays(-30), Now.AddDays(-90));
        var full = new[] { today, dayBefore29, dayBefore30, dayBefore90 }.Select(at => Returned(id, at)).ToList();
        foreach (var message in full.Concat(full).Concat([Returned(id, today, "not-suitable"), Returned(id, today, "unreachable"), Returned(id, today, "stopped")]))
            await catalog.Broker.PublishAsync(message);
        await catalog.Broker.PublishAsync(Referral(id, today));
        await catalog.Broker.PublishAsync(Referral(id, dayBefore90));

        using var editor = catalog.Caller("editor");
        var demand = await DemandAsync(editor, id, d => d.GetProperty("referrals").GetInt64() == 2 && d.GetProperty("returnedFull").GetInt64() >= 4);
        Assert.Equal(4, demand.GetProperty("returnedFull").GetInt64());
        Assert.Equal(["30: 1, 2", "90: 1, 3"], demand.GetProperty("lately").EnumerateArray()
            .Select(l => $"{l.GetProperty("days")}: {l.GetProperty("referrals")}, {l.GetProperty("returnedFull")}"));
    }

    [Fact]
    public async Task A_service_from_which_two_came_back_is_probably_full_until_somebody_checks_it()
    {
        var id = await catalog.PublishAsync(Content(await catalog.ListOrganisationAsync(), "GM0344").With("capacity", new JsonObject { ["placesLeft"] = 5 }));
        using var handler = catalog.Caller("handler", "GM0344");
        await catalog.Broker.PublishAsync(Returned(id, Now.AddDays(-30)));
        await catalog.Broker.PublishAsync(Returned(id, Now));
        Assert.False((await DemandAsync(handler, id, d => d.GetProperty("returnedFull").GetInt64() == 2)).GetProperty("probablyFull").GetBoolean());
        var before = (await handler.ReadAsync($"{Services}/{id}")).Is(HttpStatusCode.OK);
        Assert.False(before.Body.GetProperty("probablyFull").GetBoolean());

        await catalog.Broker.PublishAsync(Returned(id, Now.AddDays(-29)));
        Assert.True((await DemandAsync(handler, id, d => d.GetProperty("returnedFull").GetInt64() == 3)).GetProperty("probablyFull").GetBoolean());
        var seen = (await handler.ReadAsync($"{Services}/{id}", ("If-None-Match", before.Header("ETag")!))).Is(HttpStatusCode.OK).Body;
        Assert.True(seen.GetProperty("probablyFull").GetBoolean());
        Assert.Equal(5, seen.GetProperty("capacity").GetProperty("placesLeft").GetInt32());
        using var anyone = catalog.Caller();
        Assert.False((await anyone.ReadAsync($"{Services}/{id}")).Is(HttpStatusCode.OK).Body.TryGetProperty("probablyFull", out _));

        using var editor = catalog.Caller("editor");
        (await editor.PostAsync($"{Services}/{id}/verifications", new { how = "phone" })).Is(HttpStatusCode.Created);
        Assert.False((await handler.ReadAsync($"{Services}/{id}")).Body.GetProperty("probablyFull").GetBoolean());
    }

    [Fact]
    public async Task It_is_read_where_the_service_is_offered()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var path = $"{Services}/{await catalog.PublishAsync(Content(organisation, "GM0344"))}/demand";
        foreach (var (role, municipality, own, status) in new[]
        {
            ("editor", "GM0344", false, HttpStatusCode.OK), ("coordinator", "GM0344", false, HttpStatusCode.OK), ("provider", "GM0363", true, HttpStatusCode.OK),
            ("editor", "GM0363", false, HttpStatusCode.NotFound), ("coordinator", "GM0363", false, HttpStatusCode.NotFound),
            ("provider", "GM0344", false, HttpStatusCode.NotFound), ("handler", "GM0344", false, HttpStatusCode.OK), ("handler", "GM0363", false, HttpStatusCode.NotFound),
            ("member", "GM0344", false, HttpStatusCode.Forbidden),
        })
        {
            using var caller = catalog.Caller(role, municipality, own ? organisation : null);
            (await caller.ReadAsync(path)).Is(status);
        }

        using var anyone = catalog.Caller();
        (await anyone.ReadAsync(path)).Is(HttpStatusCode.Unauthorized);
    }

    private static async Task<JsonElement> DemandAsync(HttpClient caller, Guid service, Func<JsonElement, bool> there)
    {
        var demand = default(JsonElement);
        await Eventually.TrueAsync(async () => there(demand = (await caller.ReadAsync($"{Services}/{service}/demand")).Is(HttpStatusCode.OK).Body), () => Task.FromResult(demand.ToString()));
        return demand;
    }

    private static ReferralRejected Returned(Guid service, DateTimeOffset at, string reason = "full") => new()
    {
        SignalRef = Guid.NewGuid(),
        ReferralId = Guid.NewGuid(),
        ServiceId = service,
        Reason = reason,
        OccurredAt = at,
        AggregateVersion = 5,
        Municipality = "GM0344",
    };

    private static SignalReferred Referral(Guid service, DateTimeOffset at) => new()
    {
        SignalRef = Guid.NewGuid(),
        ReferralId = Guid.NewGuid(),
        ServiceId = service,
        OccurredAt = at,
        AggregateVersion = 4,
        Municipality = "GM0344",
    };
}
