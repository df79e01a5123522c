using Nabij.Testing;
using Platform.Tests.Support;

namespace Platform.Tests.Journey;

/// <summary>What a handler meets at a service is known to the next one who looks at it.</summary>
public sealed class CapacityTests
{
    [Fact]
    public async Task A_service_that_sends_two_people_back_is_probably_full_for_the_next_handler()
    {
        var service = await Town.NewServiceAsync("Samen zingen");
        for (var returned = 0; returned < 2; returned++)
        {
            using var signal = await Case.TakeAsync(await Report.MakeAsync(new Worry("Zij wil graag zingen met anderen.")));
            await signal.AccompanyAsync();
            await signal.ReferAsync(service);
            await signal.ReturnAsync("full");
        }

        using var handler = new Api(Town.Handler);
        var demand = await Eventually.GetAsync(async () =>
            (await handler.GetAsync($"/catalog/v1/services/{service}/demand")).Success() is var d && d.Body.GetProperty("returnedFull").GetInt64() == 2 ? d : null);
        Assert.Equal(2, demand.Body.GetProperty("referrals").GetInt64());
        Assert.True(demand.Body.GetProperty("probablyFull").GetBoolean());
        Assert.True((await handler.GetAsync($"/catalog/v1/services/{service}")).Success().Body.GetProperty("probablyFull").GetBoolean());
    }
}
