using System.Net.Http.Json;
using System.Text.Json;
using Nabij.Contracts;
using Nabij.Testing;

namespace Notifications.Tests;

/// <summary>A partner of one municipality, each test's own, so that the tests do not hear each other.</summary>
public sealed class Partner
{
    private static int _count;

    private readonly NotificationsFixture _notifications;

    public Partner(NotificationsFixture notifications, string? municipality = null, string? subject = null, Guid? organisation = null)
    {
        _notifications = notifications;
        Municipality = municipality ?? $"GM{9000 + Interlocked.Increment(ref _count)}";
        Organisation = organisation ?? Guid.NewGuid();
        Subject = subject ?? $"partner-{Guid.NewGuid():N}";
        Http = notifications.Caller("partner", Municipality, Organisation, Subject);
        Http.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
    }

    public string Municipality { get; }

    public string Subject { get; }

    public Guid Organisation { get; }

    public HttpClient Http { get; }

    /// <summary>The events that these tests make.</summary>
    public const string Referred = "nl.nabij.signals.signal-referred.v1";
    public const string Closed = "nl.nabij.signals.signal-closed.v1";

    /// <summary>Subscribes, and waits until the handshake is over.</summary>
    public async Task<JsonElement> SubscribeAsync(Receiver receiver, string[]? types = null, object[]? filters = null, string format = "structured", string state = "active")
    {
        var subscription = await PostAsync(new { sink = receiver.Address, types = types ?? [Referred, Closed], filters, format });
        await StateAsync(subscription, state);
        return subscription;
    }

    public async Task<JsonElement> PostAsync(object request)
    {
        using var answer = await Http.PostAsJsonAsync("/notifications/v1/subscriptions", request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public Task StateAsync(JsonElement subscription, string state) => Eventually.TrueAsync(
        async () => (await GetAsync(subscription)).GetProperty("state").GetString() == state, async () => (await GetAsync(subscription)).ToString());

    public Task<JsonElement> GetAsync(JsonElement subscription) => Http.GetFromJsonAsync<JsonElement>(Path(subscription));

    public async Task<IReadOnlyList<JsonElement>> DeliveriesAsync(JsonElement subscription) =>
        [.. (await Http.GetFromJsonAsync<JsonElement>($"{Path(subscription)}/deliveries?pageSize=100")).GetProperty("items").EnumerateArray()];

    /// <summary>Waits until the event's delivery is in this state.</summary>
    public Task<JsonElement> DeliveryAsync(JsonElement subscription, IntegrationEvent e, string state) => DeliveryAsync(subscription, e, d => d.GetProperty("state").GetString() == state);

    public async Task<JsonElement> DeliveryAsync(JsonElement subscription, IntegrationEvent e, Func<JsonElement, bool> which) => (JsonElement)await Eventually.GetAsync<object>(
        async () => (await DeliveriesAsync(subscription)).Where(d => d.GetProperty("eventId").GetGuid() == e.EventId && which(d)).Cast<object?>().FirstOrDefault(),
        async () => string.Join('\n', await DeliveriesAsync(subscription)));

    public async Task<HttpResponseMessage> PutAsync(JsonElement subscription, object request, string ifMatch)
    {
        using var message = new HttpRequestMessage(HttpMethod.Put, Path(subscription)) { Content = JsonContent.Create(request) };
        message.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await Http.SendAsync(message);
    }

    public static string Path(JsonElement subscription) => $"/notifications/v1/subscriptions/{subscription.GetProperty("id").GetGuid()}";

    /// <summary>Signals publishes a referral in this municipality.</summary>
    public async Task<SignalReferred> ReferAsync(Guid? signal = null, string? municipality = null)
    {
        var e = new SignalReferred
        {
            OccurredAt = TimeProvider.System.GetUtcNow(),
            AggregateVersion = 1,
            Municipality = municipality ?? Municipality,
            SignalRef = signal ?? Guid.NewGuid(),
            ReferralId = Guid.NewGuid(),
            ServiceId = Guid.NewGuid(),
        };
        await _notifications.Broker.PublishAsync(e);
        return e;
    }

    public async Task<SignalClosed> CloseAsync()
    {
        var e = new SignalClosed
        {
            OccurredAt = TimeProvider.System.GetUtcNow(),
            AggregateVersion = 2,
            Municipality = Municipality,
            SignalRef = Guid.NewGuid(),
            Outcome = "no-suitable-service",
        };
        await _notifications.Broker.PublishAsync(e);
        return e;
    }

    /// <summary>Waits until the event stands in the log.</summary>
    public Task LoggedAsync(IntegrationEvent e) => Eventually.TrueAsync(
        async () => await _notifications.ScalarAsync<bool>("select exists (select 1 from event_log where event_id = @EventId)", new { e.EventId }));
}
