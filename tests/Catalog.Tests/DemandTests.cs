using System.Net;
using Nabij.Contracts;
using Nabij.Testing;
using static Catalog.Tests.Asking;

namespace Catalog.Tests;

public sealed class DemandTests(CatalogFixture catalog)
{
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
    public async Task It_is_read_where_the_service_is_offered()
    {
        var organisation = await catalog.ListOrganisationAsync();
        var path = $"{Services}/{await catalog.PublishAsync(Content(organisation, "GM0344"))}/demand";
        foreach (var (role, municipality, own, status) in new[]
        {
            ("editor", "GM0344", false, HttpStatusCode.OK), ("coordinator", "GM0344", false, HttpStatusCode.OK), ("provider", "GM0363", true, HttpStatusCode.OK),
            ("editor", "GM0363", false, HttpStatusCode.NotFound), ("coordinator", "GM0363", false, HttpStatusCode.NotFound),
            ("provider", "GM0344", false, HttpStatusCode.NotFound), ("handler", "GM0344", false, HttpStatusCode.Forbidden),
        })
        {
            using var caller = catalog.Caller(role, municipality, own ? organisation : null);
            (await caller.ReadAsync(path)).Is(status);
        }

        using var anyone = catalog.Caller();
        (await anyone.ReadAsync(path)).Is(HttpStatusCode.Unauthorized);
    }

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
