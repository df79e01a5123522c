using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Dapper;
using Nabij.Testing;

namespace Notifications.Tests;

/// <summary>Pushing to a real receiver.</summary>
public sealed class DeliveryTests(NotificationsFixture notifications)
{
    [Fact]
    public async Task A_partner_gets_each_event_of_its_types_as_a_signed_cloud_event()
    {
        await using var receiver = await Receiver.StartAsync();
        var partner = new Partner(notifications);
        var subscription = await partner.SubscribeAsync(receiver, [Partner.Closed]);
        var referred = await partner.ReferAsync();
        var closed = await partner.CloseAsync();
        await partner.LoggedAsync(referred);
        await partner.DeliveryAsync(subscription, closed, "delivered");

        var got = Assert.Single(receiver.Deliveries);
        Assert.Equal(closed.EventId.ToString(), got.Id);
        Assert.True(got.IsSignedBy(subscription.GetProperty("secret").GetString()!));
        Assert.False(got.IsSignedBy("whsec_" + Convert.ToBase64String(new byte[32])));
        Assert.Equal("application/cloudevents+json; charset=utf-8", got.Headers["Content-Type"]);
        Assert.Equal("events.nabij.test", got.Headers["WebHook-Request-Origin"]);
        Assert.False(got.Headers.ContainsKey("traceparent"));
        Assert.InRange(long.Parse(got.Headers["webhook-timestamp"], CultureInfo.InvariantCulture) - got.At.ToUnixTimeSeconds(), -5, 5);
        Assert.Equal(Partner.Closed, got.Json.GetProperty("type").GetString());
        Assert.Equal("no-suitable-service", got.Json.GetProperty("data").GetProperty("outcome").GetString());

        // The same bytes stand in the feed.
        var feed = await partner.Http.GetStringAsync($"/notifications/v1/events?types={Partner.Closed}&limit=500");
        Assert.Contains(System.Text.Encoding.UTF8.GetString(got.Body), feed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Binary_deliveries_carry_the_data_and_the_attributes_as_headers()
    {
        await using var receiver = await Receiver.StartAsync();
        var partner = new Partner(notifications);
        var subscription = await partner.SubscribeAsync(receiver, format: "binary");
        var e = await partner.ReferAsync();
        var got = (await receiver.WaitAsync(1)).Single();
        Assert.Equal("application/json", got.Headers["Content-Type"]);
        Assert.Equal(e.EventId.ToString(), got.Headers["ce-id"]);
        Assert.Equal(Partner.Referred, got.Headers["ce-type"]);
        Assert.Equal("1.0", got.Headers["ce-specversion"]);
        Assert.False(got.Headers.ContainsKey("ce-datacontenttype"));
        Assert.Equal(e.ServiceId, got.Json.GetProperty("serviceId").GetGuid());
        Assert.True(got.IsSignedBy(subscription.GetProperty("secret").GetString()!));
    }

    [Fact]
    public async Task A_retry_keeps_the_id_and_signs_anew()
    {
        await using var receiver = await Receiver.StartAsync();
        var partner = new Partner(notifications);
        var subscription = await partner.SubscribeAsync(receiver);
        receiver.AnswerWith(503);
        var e = await partner.ReferAsync();
        await receiver.WaitAsync(2);
        receiver.AnswerWith(200);
        var delivery = await partner.DeliveryAsync(subscription, e, "delivered");

        Assert.All(receiver.Deliveries, d => Assert.Equal(e.EventId.ToString(), d.Id));
        Assert.All(receiver.Deliveries, d => Assert.True(d.IsSignedBy(subscription.GetProperty("secret").GetString()!)));
        Assert.Single(receiver.Deliveries.Select(d => Convert.ToBase64String(d.Body)).Distinct());
        var attempts = delivery.GetProperty("attempts").EnumerateArray().ToList();
        Assert.Equal(Enumerable.Range(1, attempts.Count), attempts.Select(a => a.GetProperty("number").GetInt32()));
        Assert.Equal(503, attempts[0].GetProperty("status").GetInt32());
        Assert.Equal("answer", attempts[0].GetProperty("body").GetString());
        Assert.Equal("delivered", attempts[^1].GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task After_the_last_retry_a_delivery_is_dead_and_later_ones_go_on()
    {
        await using var receiver = await Receiver.StartAsync();
        var partner = new Partner(notifications);
        var subscription = await partner.SubscribeAsync(receiver);
        receiver.AnswerWith(500);
        var lost = await partner.ReferAsync();
        var delivery = await partner.DeliveryAsync(subscription, lost, "dead");
        Assert.Equal(4, delivery.GetProperty("attempts").GetArrayLength());
        receiver.AnswerWith(200);
        await partner.DeliveryAsync(subscription, await partner.ReferAsync(), "delivered");
    }

    [Fact]
    public async Task Gone_disables_the_subscription_until_its_owner_changes_it()
    {
        await using var receiver = await Receiver.StartAsync();
        var partner = new Partner(notifications);
        var subscription = await partner.SubscribeAsync(receiver);
        receiver.AnswerWith(410);
        var e = await partner.ReferAsync();
        await partner.StateAsync(subscription, "disabled");
        Assert.Equal("sink-gone", (await partner.GetAsync(subscription)).GetProperty("stateReason").GetString());
        Assert.Single(receiver.Deliveries);

        receiver.AnswerWith(204);
        using var put = await partner.PutAsync(subscription, new { sink = receiver.Address, types = new[] { Partner.Referred } }, "\"1\"");
        Assert.True(put.IsSuccessStatusCode);
        await partner.DeliveryAsync(subscription, e, "delivered");
        Assert.Equal(2, receiver.Handshakes.Count);
    }

    [Fact]
    public async Task Retry_after_is_obeyed_for_the_whole_subscription()
    {
        await using var receiver = await Receiver.StartAsync();
        var partner = new Partner(notifications);
        var subscription = await partner.SubscribeAsync(receiver);
        receiver.AnswerWith(429, retryAfter: "2");
        var first = await partner.ReferAsync();
        await partner.DeliveryAsync(subscription, first, d => d.GetProperty("attempts").GetArrayLength() == 1);
        receiver.AnswerWith(204);
        var second = await partner.ReferAsync();
        await partner.DeliveryAsync(subscription, first, "delivered");
        await partner.DeliveryAsync(subscription, second, "delivered");
        var (refused, next) = (receiver.Deliveries[0], receiver.Deliveries[1]);
        Assert.True(next.At - refused.At >= TimeSpan.FromSeconds(2), $"{next.At - refused.At}");
    }

    [Fact]
    public async Task A_dead_and_a_slow_sink_do_not_delay_the_others()
    {
        await using var slow = await Receiver.StartAsync();
        await using var good = await Receiver.StartAsync();
        var dead = await Receiver.StartAsync();
        var partner = new Partner(notifications);
        var deadSubscription = await partner.SubscribeAsync(dead);
        await partner.SubscribeAsync(slow);
        await partner.SubscribeAsync(good);
        await dead.DisposeAsync();
        slow.Answer = (_, http) => Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { });

        const int Events = 60;
        var published = new Dictionary<string, DateTimeOffset>();
        for (var sent = 1; sent <= Events; sent++)
        {
            // One by one: what waits behind events of its own tells of the machine, not of the others.
            var e = await partner.ReferAsync();
            published[e.EventId.ToString()] = TimeProvider.System.GetUtcNow();
            await good.WaitAsync(sent);
        }

        var lags = good.Deliveries.Select(d => d.At - published[d.Id]).Order().ToList();
        Assert.True(lags[(int)(Events * 0.95)] < TimeSpan.FromSeconds(1), $"95 % within {lags[(int)(Events * 0.95)]}");
        Assert.Equal(Events, good.Deliveries.Select(d => d.Id).Distinct().Count());

        // The breaker of the dead one postpones: most of its deliveries were never tried.
        var deliveries = await partner.DeliveriesAsync(deadSubscription);
        Assert.Contains(deliveries, d => d.GetProperty("attempts").GetArrayLength() == 0);
        Assert.True((await partner.GetAsync(deadSubscription)).TryGetProperty("failingSince", out _));
    }

    [Fact]
    public async Task The_rate_that_the_sink_allows_is_kept()
    {
        await using var receiver = await Receiver.StartAsync(allowedRate: "60");
        var partner = new Partner(notifications);
        var subscription = await partner.SubscribeAsync(receiver);
        Assert.Equal(60, (await partner.GetAsync(subscription)).GetProperty("allowedRate").GetInt32());
        var first = await partner.ReferAsync();
        await partner.DeliveryAsync(subscription, first, "delivered");
        await partner.DeliveryAsync(subscription, await partner.ReferAsync(), "delivered");
        Assert.True(receiver.Deliveries[1].At - receiver.Deliveries[0].At >= TimeSpan.FromMilliseconds(900));
    }

    [Fact]
    public async Task A_crash_between_attempt_and_mark_repeats_with_the_same_id_and_loses_nothing()
    {
        await using var receiver = await Receiver.StartAsync();
        var partner = new Partner(notifications);
        var subscription = await partner.SubscribeAsync(receiver);
        await using var connection = await notifications.Db.OpenConnectionAsync();
        var arrived = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        receiver.Answer = async (_, http) =>
        {
            arrived.TrySetResult();
            await go.Task;
            http.Response.StatusCode = 204;
        };
        var e = await partner.ReferAsync();
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(10));

        // The sink has the event. Now the mark waits for our lock, and loses its connection.
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await connection.ExecuteAsync("select 1 from delivery where subscription_id = @id for update", new { id = subscription.GetProperty("id").GetGuid() }, transaction);
            go.SetResult();
            await Eventually.TrueAsync(async () => await notifications.ScalarAsync<bool?>(
                "select bool_or(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%into delivery_attempt%'") == true);
            await transaction.RollbackAsync();
        }

        var delivery = await partner.DeliveryAsync(subscription, e, "delivered");
        Assert.Single(delivery.GetProperty("attempts").EnumerateArray());
        Assert.Equal(2, receiver.Deliveries.Count);
        Assert.All(receiver.Deliveries, d => Assert.Equal(e.EventId.ToString(), d.Id));
    }

    [Fact]
    public async Task Events_of_another_municipality_are_never_delivered()
    {
        await using var receiver = await Receiver.StartAsync();
        var (partner, other) = (new Partner(notifications), new Partner(notifications));
        var subscription = await partner.SubscribeAsync(receiver);
        var signal = Guid.NewGuid();
        await partner.ReferAsync(signal, other.Municipality);
        var own = await partner.ReferAsync(signal); // after it, in the same lane
        await partner.DeliveryAsync(subscription, own, "delivered");
        Assert.Equal([own.EventId.ToString()], receiver.Deliveries.Select(d => d.Id));
    }

    [Fact]
    public async Task A_right_that_ended_stops_what_was_still_waiting()
    {
        await using var receiver = await Receiver.StartAsync();
        var partner = new Partner(notifications);
        var subscription = await partner.SubscribeAsync(receiver);
        receiver.AnswerWith(503, retryAfter: "1");
        var e = await partner.ReferAsync();
        await receiver.WaitAsync(1);
        receiver.AnswerWith(204);

        // The same owner, whose token no longer covers the municipality.
        var moved = new Partner(notifications, subject: partner.Subject, organisation: partner.Organisation);
        using var put = await moved.PutAsync(subscription, new { sink = receiver.Address, types = new[] { Partner.Referred } }, "\"1\"");
        Assert.True(put.IsSuccessStatusCode);
        var delivery = await partner.DeliveryAsync(subscription, e, "dropped");
        Assert.Equal("no-clearance", delivery.GetProperty("attempts").EnumerateArray().Last().GetProperty("outcome").GetString());
        Assert.Single(receiver.Deliveries);
    }

    [Fact]
    public async Task A_filter_on_attributes_decides_what_is_delivered()
    {
        await using var receiver = await Receiver.StartAsync();
        var partner = new Partner(notifications);
        var subscription = await partner.SubscribeAsync(receiver, types: [], filters:
        [
            new { any = new object[] { new { suffix = new { type = "signal-closed.v1" } }, new { exact = new { dataref = "x" } } } },
            new { exact = new { municipality = partner.Municipality } },
        ]);
        var signal = await partner.ReferAsync();
        await partner.LoggedAsync(signal);
        var closed = await partner.CloseAsync();
        await partner.DeliveryAsync(subscription, closed, "delivered");
        Assert.Equal([closed.EventId.ToString()], receiver.Deliveries.Select(d => d.Id));
    }

    [Fact]
    public async Task Nothing_is_delivered_before_or_without_the_sinks_agreement()
    {
        await using var receiver = await Receiver.StartAsync(allowedOrigin: null);
        var partner = new Partner(notifications);
        var subscription = await partner.PostAsync(new { sink = receiver.Address });
        await partner.ReferAsync();
        await partner.StateAsync(subscription, "disabled");
        Assert.Equal("handshake-refused", (await partner.GetAsync(subscription)).GetProperty("stateReason").GetString());
        Assert.Equal(2, receiver.Handshakes.Count);
        Assert.All(receiver.Handshakes, h => Assert.Equal("events.nabij.test", h.Headers["WebHook-Request-Origin"]));
        Assert.Empty(receiver.Deliveries);
    }

    [Fact]
    public async Task Agreement_with_another_origin_is_none()
    {
        await using var receiver = await Receiver.StartAsync(allowedOrigin: "events.other.example");
        var partner = new Partner(notifications);
        await partner.StateAsync(await partner.PostAsync(new { sink = receiver.Address }), "disabled");
    }

    [Fact]
    public async Task What_happened_before_the_subscription_is_not_delivered()
    {
        await using var receiver = await Receiver.StartAsync();
        var partner = new Partner(notifications);
        await partner.LoggedAsync(await partner.ReferAsync());
        var subscription = await partner.SubscribeAsync(receiver);
        var e = await partner.ReferAsync();
        await partner.DeliveryAsync(subscription, e, "delivered");
        Assert.Equal([e.EventId.ToString()], receiver.Deliveries.Select(d => d.Id));
    }

    [Fact]
    public async Task A_new_secret_signs_beside_the_old_one_until_the_overlap_ends()
    {
        await using var receiver = await Receiver.StartAsync();
        var partner = new Partner(notifications);
        var subscription = await partner.SubscribeAsync(receiver);
        var first = subscription.GetProperty("secret").GetString()!;
        var second = await RotateAsync(new { });
        await partner.DeliveryAsync(subscription, await partner.ReferAsync(), "delivered");
        Assert.True(receiver.Deliveries[0].IsSignedBy(first) && receiver.Deliveries[0].IsSignedBy(second));
        Assert.Equal(2, receiver.Deliveries[0].Headers["webhook-signature"].Split(' ').Length);

        var third = await RotateAsync(new { overlapHours = 0 }); // it leaked
        await partner.DeliveryAsync(subscription, await partner.ReferAsync(), "delivered");
        Assert.True(receiver.Deliveries[1].IsSignedBy(third));
        Assert.False(receiver.Deliveries[1].IsSignedBy(first) || receiver.Deliveries[1].IsSignedBy(second));

        async Task<string> RotateAsync(object request)
        {
            using var answer = await partner.Http.PostAsync($"{Partner.Path(subscription)}/secret", System.Net.Http.Json.JsonContent.Create(request));
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            return JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync()).GetProperty("secret").GetString()!;
        }
    }

    [Fact]
    public async Task An_attempt_is_a_span_linked_to_the_trace_of_the_event_and_the_trail_shows_both()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Nabij.notifications",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var receiver = await Receiver.StartAsync();
        var partner = new Partner(notifications);
        var subscription = await partner.SubscribeAsync(receiver);
        var e = await partner.ReferAsync();
        await partner.DeliveryAsync(subscription, e, "delivered");

        var trail = JsonSerializer.Deserialize<JsonElement>(await partner.Http.GetStringAsync($"/notifications/v1/events/{e.EventId}/trail"));
        var origin = receiver.Deliveries.Single().Json.GetProperty("traceparent").GetString()!.Split('-')[1];
        Assert.Equal(origin, trail.GetProperty("traceId").GetString());
        var attempt = trail.GetProperty("deliveries").EnumerateArray().Single().GetProperty("attempts").EnumerateArray().Single();
        Assert.Equal(204, attempt.GetProperty("status").GetInt32());

        var span = Assert.Single(spans, s => Equals(s.GetTagItem("nabij.event.id"), e.EventId));
        Assert.Equal(span.TraceId.ToString(), attempt.GetProperty("traceId").GetString());
        Assert.NotEqual(origin, span.TraceId.ToString());
        Assert.Equal(default, span.ParentSpanId);
        Assert.Equal(origin, Assert.Single(span.Links).Context.TraceId.ToString());

        // Another partner sees neither the event nor the attempts.
        var other = new Partner(notifications);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await other.Http.GetAsync($"/notifications/v1/events/{e.EventId}/trail")).StatusCode);
        var colleague = new Partner(notifications, partner.Municipality);
        var theirs = JsonSerializer.Deserialize<JsonElement>(await colleague.Http.GetStringAsync($"/notifications/v1/events/{e.EventId}/trail"));
        Assert.Equal(0, theirs.GetProperty("deliveries").GetArrayLength());
    }

    [Fact]
    public async Task Each_event_is_delivered_once_per_subscription_when_many_come_at_once()
    {
        await using var receiver = await Receiver.StartAsync();
        var partner = new Partner(notifications);
        await partner.SubscribeAsync(receiver);
        const int Events = 200;
        var ids = new List<Guid>();
        for (var i = 0; i < Events; i++) ids.Add((await partner.ReferAsync()).EventId);
        await receiver.WaitAsync(Events, 60);
        await Eventually.TrueAsync(async () => await notifications.ScalarAsync<long>(
            "select count(*) from delivery d join event_log e using (position) where d.state = 'delivered' and e.event_id = any(@ids)", new { ids }) == Events);
        Assert.Equal(ids.Order(), receiver.Deliveries.Select(d => Guid.Parse(d.Id)).Order());
    }
}
