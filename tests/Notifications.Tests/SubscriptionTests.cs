using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Notifications.Tests;

/// <summary>Making and keeping subscriptions.</summary>
public sealed class SubscriptionTests(NotificationsFixture notifications)
{
    private const string Path = "/notifications/v1/subscriptions";

    [Fact]
    public async Task The_secret_is_shown_once_and_stored_sealed()
    {
        await using var receiver = await Receiver.StartAsync();
        var partner = new Partner(notifications);
        using var answer = await partner.Http.PostAsJsonAsync(Path, new { sink = receiver.Address, types = new[] { Partner.Referred } });
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("\"1\"", answer.Headers.ETag?.Tag);
        var made = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(Partner.Path(made), answer.Headers.Location?.OriginalString);
        var secret = made.GetProperty("secret").GetString()!;
        Assert.Matches("^whsec_[A-Za-z0-9+/]{43}=$", secret);
        Assert.Equal("structured", made.GetProperty("format").GetString());

        Assert.False((await partner.GetAsync(made)).TryGetProperty("secret", out _));
        var list = await partner.Http.GetStringAsync(Path);
        Assert.Contains(receiver.Address, list, StringComparison.Ordinal);
        Assert.DoesNotContain("whsec_", list, StringComparison.Ordinal);
        var stored = await notifications.ScalarAsync<byte[]>("select sealed from subscription_secret where subscription_id = @id", new { id = made.GetProperty("id").GetGuid() });
        Assert.Equal(-1, stored.AsSpan().IndexOf(Convert.FromBase64String(secret["whsec_".Length..])));
    }

    [Fact]
    public async Task The_same_idempotency_key_gives_the_same_subscription_and_secret()
    {
        await using var receiver = await Receiver.StartAsync();
        var partner = new Partner(notifications);
        var key = Guid.NewGuid().ToString();
        var (first, second) = (await PostAsync(), await PostAsync());
        Assert.Equal(first, second);
        Assert.Equal(1, (await partner.Http.GetFromJsonAsync<JsonElement>(Path)).GetProperty("total").GetInt32());

        async Task<string> PostAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = JsonContent.Create(new { sink = receiver.Address }) };
            request.Headers.Add("Idempotency-Key", key);
            using var answer = await partner.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
            return await answer.Content.ReadAsStringAsync();
        }
    }

    [Fact]
    public async Task A_subscription_does_not_exist_for_anyone_but_its_owner()
    {
        await using var receiver = await Receiver.StartAsync();
        var owner = new Partner(notifications);
        var subscription = await owner.SubscribeAsync(receiver);
        foreach (var other in new[]
        {
            new Partner(notifications, owner.Municipality), new Partner(notifications, owner.Municipality, owner.Subject),
            new Partner(notifications, owner.Municipality, organisation: owner.Organisation),
        })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await other.Http.GetAsync(Partner.Path(subscription))).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await other.Http.GetAsync($"{Partner.Path(subscription)}/deliveries")).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await other.Http.DeleteAsync(Partner.Path(subscription))).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await other.Http.PostAsJsonAsync($"{Partner.Path(subscription)}/secret", new { })).StatusCode);
            using var put = await other.PutAsync(subscription, new { sink = receiver.Address }, "*");
            Assert.Equal(HttpStatusCode.NotFound, put.StatusCode);
            Assert.Equal(0, (await other.Http.GetFromJsonAsync<JsonElement>(Path)).GetProperty("total").GetInt32());
        }

        Assert.Equal(HttpStatusCode.OK, (await owner.Http.GetAsync(Partner.Path(subscription))).StatusCode);
    }

    [Fact]
    public async Task A_change_needs_the_version_that_was_read()
    {
        await using var receiver = await Receiver.StartAsync();
        var partner = new Partner(notifications);
        var subscription = await partner.SubscribeAsync(receiver);
        using var blind = await partner.Http.PutAsJsonAsync(Partner.Path(subscription), new { sink = receiver.Address });
        Assert.Equal(HttpStatusCode.PreconditionRequired, blind.StatusCode);
        using var good = await partner.PutAsync(subscription, new { sink = receiver.Address, types = new[] { Partner.Closed }, format = "binary" }, "\"1\"");
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        Assert.Equal("\"2\"", good.Headers.ETag?.Tag);
        var changed = await good.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("active", changed.GetProperty("state").GetString());
        Assert.Equal("binary", changed.GetProperty("format").GetString());
        using var stale = await partner.PutAsync(subscription, new { sink = receiver.Address }, "\"1\"");
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
    }

    [Fact]
    public async Task A_new_sink_has_to_agree_itself()
    {
        await using var first = await Receiver.StartAsync();
        await using var second = await Receiver.StartAsync();
        var partner = new Partner(notifications);
        var subscription = await partner.SubscribeAsync(first);
        using var put = await partner.PutAsync(subscription, new { sink = second.Address, types = new[] { Partner.Referred } }, "\"1\"");
        Assert.Equal("pending", (await put.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString());
        await partner.StateAsync(subscription, "active");
        Assert.Single(second.Handshakes);
        var e = await partner.ReferAsync();
        await partner.DeliveryAsync(subscription, e, "delivered");
        Assert.Empty(first.Deliveries);
    }

    [Fact]
    public async Task A_deleted_subscription_gets_nothing()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var witness = await Receiver.StartAsync();
        var partner = new Partner(notifications);
        var subscription = await partner.SubscribeAsync(receiver);
        var kept = await partner.SubscribeAsync(witness);
        Assert.Equal(HttpStatusCode.NoContent, (await partner.Http.DeleteAsync(Partner.Path(subscription))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await partner.Http.GetAsync(Partner.Path(subscription))).StatusCode);
        await partner.DeliveryAsync(kept, await partner.ReferAsync(), "delivered");
        Assert.Empty(receiver.Deliveries);
    }

    public static TheoryData<string, string> BadRequests() => new()
    {
        { """{}""", "sink" },
        { """{"sink":"not an address"}""", "sink" },
        { """{"sink":"http://partner.example/hook"}""", "sink" },
        { """{"sink":"https://partner.example:22/hook"}""", "sink" },
        { """{"sink":"https://user:password@partner.example/hook"}""", "sink" },
        { """{"sink":"https://partner.example/#hook"}""", "sink" },
        { """{"sink":"https://10.0.0.1/hook"}""", "sink" },
        { """{"sink":"https://[::1]/hook"}""", "sink" },
        { """{"sink":"https://partner.example/","types":["nl.nabij.unknown.v1"]}""", "types[0]" },
        { """{"sink":"https://partner.example/","types":["nl.nabij.signals.reporter-notice-due.v1"]}""", "types[0]" },
        { """{"sink":"https://partner.example/","types":[null]}""", "types" },
        { """{"sink":"https://partner.example/","format":"xml"}""", "format" },
        { """{"sink":"https://partner.example/","filters":[{"sql":"true"}]}""", "filters[0].sql" },
        { """{"sink":"https://partner.example/","filters":[{}]}""", "filters[0]" },
        { """{"sink":"https://partner.example/","filters":[null]}""", "filters[0]" },
        { """{"sink":"https://partner.example/","filters":[{"exact":{"type":"a"},"prefix":{"type":"a"}}]}""", "filters[0]" },
        { """{"sink":"https://partner.example/","filters":[{"exact":{"zaaktype":"a"}}]}""", "filters[0]" },
        { """{"sink":"https://partner.example/","filters":[{"exact":{"type":null}}]}""", "filters[0]" },
        { """{"sink":"https://partner.example/","filters":[{"exact":{}}]}""", "filters[0]" },
        { """{"sink":"https://partner.example/","filters":[{"all":[]}]}""", "filters[0]" },
        { """{"sink":"https://partner.example/","filters":[{"all":[{"any":[{"not":{}}]}]}]}""", "filters[0]" },
        { """{"sink":"https://partner.example/","filters":[{"not":{"not":{"not":{"not":{"exact":{"type":"a"}}}}}}]}""", "filters[0]" },
        { """{"sink":"https://partner.example/","secret":"mine"}""", "secret" },
    };

    [Theory, MemberData(nameof(BadRequests))]
    public async Task What_cannot_be_subscribed_to_is_refused_with_the_field(string json, string field)
    {
        var partner = new Partner(notifications);
        using var answer = await partner.Http.PostAsync(Path, new StringContent(json, System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var errors = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
        Assert.Contains(errors.EnumerateObject(), e => e.Name.StartsWith(field, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Too_many_filters_and_types_are_refused()
    {
        var partner = new Partner(notifications);
        using var filters = await partner.Http.PostAsJsonAsync(Path, new { sink = "https://partner.example/", filters = Enumerable.Repeat(new { exact = new { type = "a" } }, 21) });
        Assert.Equal(HttpStatusCode.BadRequest, filters.StatusCode);
        using var wide = await partner.Http.PostAsJsonAsync(Path, new { sink = "https://partner.example/", filters = new[] { new { any = Enumerable.Repeat(new { exact = new { type = "a" } }, 1000) } } });
        Assert.Equal(HttpStatusCode.BadRequest, wide.StatusCode);
        using var types = await partner.Http.PostAsJsonAsync(Path, new { sink = "https://partner.example/", types = Enumerable.Repeat(Partner.Closed, 51) });
        Assert.Equal(HttpStatusCode.BadRequest, types.StatusCode);
    }

    [Fact]
    public async Task An_owner_can_have_fifty_subscriptions()
    {
        var partner = new Partner(notifications);
        for (var i = 0; i < 50; i++) await partner.PostAsync(new { sink = $"https://sink-{i}.invalid/" });
        using var answer = await partner.Http.PostAsJsonAsync(Path, new { sink = "https://one-more.invalid/" });
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
    }
}
