using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nabij.Contracts;

namespace Notifications.Tests;

/// <summary>Pulling: the feed and the stream.</summary>
public sealed partial class FeedTests(NotificationsFixture notifications)
{
    [Fact]
    public async Task The_feed_gives_events_of_the_own_municipality_and_public_ones_oldest_first_and_then_an_empty_batch()
    {
        var (partner, other) = (new Partner(notifications), new Partner(notifications));
        var after = await HeadAsync();
        var first = await partner.ReferAsync();
        await partner.LoggedAsync(first);
        var foreign = await other.ReferAsync();
        await other.LoggedAsync(foreign);
        var open = new CoalitionFounded { OccurredAt = TimeProvider.System.GetUtcNow(), AggregateVersion = 1, CoalitionId = Guid.NewGuid(), Municipality = other.Municipality };
        await notifications.Broker.PublishAsync(open);
        await partner.LoggedAsync(open);

        using var answer = await partner.Http.GetAsync($"/notifications/v1/events?after={after}");
        Assert.Equal("application/cloudevents-batch+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal([first.EventId, open.EventId], await IdsAsync(answer));
        using var end = await partner.Http.GetAsync($"/notifications/v1/events?after={CursorOf(answer)}");
        Assert.Equal("[]", await end.Content.ReadAsStringAsync());
        Assert.Equal(CursorOf(answer), CursorOf(end));
    }

    [Fact]
    public async Task The_feed_can_be_narrowed_by_type_and_municipality()
    {
        var partner = new Partner(notifications, "GM0344");
        var after = await HeadAsync();
        var referred = await partner.ReferAsync();
        var closed = await partner.CloseAsync();
        await partner.LoggedAsync(referred);
        await partner.LoggedAsync(closed);
        using var one = await partner.Http.GetAsync($"/notifications/v1/events?after={after}&types={Partner.Closed}&municipality=GM0344");
        Assert.Equal([closed.EventId], await IdsAsync(one));
        Assert.Contains($"types={Partner.Closed}", one.Headers.GetValues("Link").Single(), StringComparison.Ordinal);
        using var none = await partner.Http.GetAsync($"/notifications/v1/events?after={after}&municipality=GM0363");
        Assert.Equal("[]", await none.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_long_poll_answers_when_an_event_comes()
    {
        var partner = new Partner(notifications);
        var after = await HeadAsync();
        var began = TimeProvider.System.GetTimestamp();
        var waiting = partner.Http.GetAsync($"/notifications/v1/events?after={after}&types={Partner.Referred}&timeout=20000");
        var e = await partner.ReferAsync();
        using var answer = await waiting;
        Assert.Equal([e.EventId], await IdsAsync(answer));
        Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task A_long_poll_without_an_event_ends_with_an_empty_batch()
    {
        var partner = new Partner(notifications);
        using var answer = await partner.Http.GetAsync($"/notifications/v1/events?after={await HeadAsync()}&timeout=300");
        Assert.Equal("[]", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("after=-1", "after"), InlineData("after=x", "after"), InlineData("limit=0", "limit"), InlineData("limit=501", "limit"), InlineData("timeout=30001", "timeout")]
    [InlineData("types=nl.nabij.unknown.v1", "types"), InlineData("municipality=Utrecht", "municipality"), InlineData("after=99999999999999999999", "after")]
    public async Task Bad_input_is_refused_with_the_field(string query, string field)
    {
        using var answer = await new Partner(notifications).Http.GetAsync($"/notifications/v1/events?{query}");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.True((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty(field, out _));
    }

    [Theory]
    [InlineData("/notifications/v1/events"), InlineData("/notifications/v1/events/stream"), InlineData("/notifications/v1/subscriptions")]
    public async Task Only_partners_see_events_and_subscriptions(string path)
    {
        using var nobody = await notifications.Caller().GetAsync(path);
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        using var staff = await notifications.Caller("operator", "*").GetAsync(path);
        Assert.Equal(HttpStatusCode.Forbidden, staff.StatusCode);
    }

    [Fact]
    public async Task A_stream_that_breaks_goes_on_where_it_was()
    {
        var (partner, other) = (new Partner(notifications), new Partner(notifications));
        var began = await HeadAsync();
        var first = await partner.ReferAsync();
        await partner.LoggedAsync(first);
        var item = (await StreamAsync(partner, began, 1)).Single();
        Assert.Equal(first.EventId, JsonSerializer.Deserialize<JsonElement>(item.Data).GetProperty("id").GetGuid());
        Assert.Equal(Partner.Referred, item.EventType);
        Assert.Equal(await PositionAsync(first), PositionOf(item));

        await partner.LoggedAsync(await other.ReferAsync());
        var (second, third) = (await partner.ReferAsync(), await partner.CloseAsync());
        var rest = await StreamAsync(partner, PositionOf(item), 2);
        Assert.Equal(new[] { second.EventId, third.EventId }.Order(), rest.Select(i => JsonSerializer.Deserialize<JsonElement>(i.Data).GetProperty("id").GetGuid()).Order());
    }

    [Fact]
    public async Task A_stream_gives_what_comes_after_it_began()
    {
        var partner = new Partner(notifications);
        await partner.LoggedAsync(await partner.ReferAsync());
        using var answer = await partner.Http.GetAsync("/notifications/v1/events/stream", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        var e = await partner.CloseAsync();
        var items = await ReadAsync(answer, 1);
        Assert.Equal(e.EventId, JsonSerializer.Deserialize<JsonElement>(items.Single().Data).GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task A_bad_last_event_id_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/notifications/v1/events/stream");
        request.Headers.Add("Last-Event-ID", "yesterday");
        using var answer = await new Partner(notifications).Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    public static long CursorOf(HttpResponseMessage answer) => long.Parse(AfterOfLink().Match(answer.Headers.GetValues("Link").Single()).Groups[1].Value, CultureInfo.InvariantCulture);

    private static async Task<IReadOnlyList<Guid>> IdsAsync(HttpResponseMessage answer) =>
        [.. JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync()).EnumerateArray().Select(e => e.GetProperty("id").GetGuid())];

    private static long PositionOf(SseItem<string> item) => long.Parse(item.EventId!, CultureInfo.InvariantCulture);

    private static async Task<IReadOnlyList<SseItem<string>>> StreamAsync(Partner partner, long after, int count)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/notifications/v1/events/stream");
        request.Headers.Add("Last-Event-ID", $"{after}");
        using var answer = await partner.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return await ReadAsync(answer, count);
    }

    private static async Task<IReadOnlyList<SseItem<string>>> ReadAsync(HttpResponseMessage answer, int count)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await using var body = await answer.Content.ReadAsStreamAsync(bound.Token);
        var items = new List<SseItem<string>>();
        await foreach (var item in SseParser.Create(body).EnumerateAsync(bound.Token))
        {
            if (item.EventType != "heartbeat") items.Add(item);
            if (items.Count == count) break;
        }

        return items;
    }

    private Task<long> HeadAsync() => notifications.ScalarAsync<long>("select position from log_position");

    private Task<long> PositionAsync(IntegrationEvent e) => notifications.ScalarAsync<long>("select position from event_log where event_id = @EventId", new { e.EventId });

    [GeneratedRegex("after=([0-9]+)")]
    private static partial Regex AfterOfLink();
}
