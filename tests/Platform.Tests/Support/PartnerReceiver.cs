using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Nabij.Testing;

namespace Platform.Tests.Support;

/// <summary>A delivery as a partner got it.</summary>
/// <param name="TraceParent">Of the attempt.</param>
public sealed record Delivery(string Id, string Timestamp, string Signature, string? TraceParent, byte[] Bytes)
{
    public JsonElement Event => JsonSerializer.Deserialize<JsonElement>(Bytes);

    public string Type => Event.GetProperty("type").GetString()!;

    /// <summary>Standard Webhooks: HMAC-SHA256 over id, timestamp and the exact bytes.</summary>
    public bool IsSignedBy(string secret)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{Id}.{Timestamp}."), .. Bytes];
        var expected = "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), signed));
        return Signature.Split(' ').Contains(expected);
    }
}

/// <summary>A partner with a subscription and a server of its own, on loopback, which agrees to the handshake and takes what comes, unless it is told to fail.</summary>
public sealed class PartnerReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Delivery> _deliveries = new(), _failed = new();
    private readonly Api _partner = new(Town.Partner, TimeSpan.FromSeconds(30));

    private int _toFail;

    private PartnerReceiver(WebApplication app) => _app = app;

    public Guid Subscription { get; private set; }

    public string Secret { get; private set; } = "";

    /// <summary>Position in the feed after which its subscription began.</summary>
    public string FeedStart { get; private set; } = "";

    public IReadOnlyList<string> Types { get; private init; } = [];

    /// <summary>What it took. A delivery of which the answer was lost comes again, with the same id.</summary>
    public IReadOnlyList<Delivery> Deliveries => [.. _deliveries];

    /// <summary>What came while it failed.</summary>
    public IReadOnlyList<Delivery> Failed => [.. _failed];

    /// <summary>Answers the next deliveries with 503.</summary>
    public void Fail(int deliveries) => Interlocked.Exchange(ref _toFail, deliveries);

    public static async Task<PartnerReceiver> SubscribeAsync(params string[] types)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new PartnerReceiver(app) { Types = types };
        app.Run(receiver.ReceiveAsync);
        await app.StartAsync();
        receiver.FeedStart = await receiver.EndOfFeedAsync();
        var subscribed = (await receiver._partner.PostAsync("/notifications/v1/subscriptions", new { sink = app.Urls.Single() + "/hook", types })).Success();
        receiver.Subscription = subscribed.Id;
        receiver.Secret = subscribed.Body.GetProperty("secret").GetString()!;
        await Eventually.TrueAsync(async () =>
            (await receiver._partner.GetAsync($"/notifications/v1/subscriptions/{subscribed.Id}")).Success().Body.GetProperty("state").GetString() == "active");
        return receiver;
    }

    /// <summary>The same events, pulled from the feed since the subscription began, oldest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> FeedAsync()
    {
        var events = new List<JsonElement>();
        for (var after = FeedStart; ;)
        {
            var (batch, next) = await ReadAsync(after);
            if (batch.Count == 0) return events;
            events.AddRange(batch);
            after = next;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _partner.SendAsync(HttpMethod.Delete, $"/notifications/v1/subscriptions/{Subscription}", null, "*");
        _partner.Dispose();
        await _app.DisposeAsync();
    }

    private async Task<string> EndOfFeedAsync()
    {
        for (var after = "0"; ;)
        {
            var (batch, next) = await ReadAsync(after);
            if (batch.Count == 0) return next;
            after = next;
        }
    }

    private async Task<(IReadOnlyList<JsonElement> Batch, string Next)> ReadAsync(string after)
    {
        var answer = (await _partner.GetAsync($"/notifications/v1/events?after={after}&types={string.Join(',', Types)}&limit=500")).Success();
        return ([.. answer.Body.EnumerateArray()], answer.Next!);
    }

    private async Task ReceiveAsync(HttpContext http)
    {
        if (http.Request.Method == "OPTIONS")
        {
            http.Response.Headers["WebHook-Allowed-Origin"] = "*";
            return;
        }

        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var headers = http.Request.Headers;
        var fails = Interlocked.Decrement(ref _toFail) >= 0;
        (fails ? _failed : _deliveries).Enqueue(new Delivery(
            headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString(), headers["webhook-signature"].ToString(), headers.TraceParent, body.ToArray()));
        http.Response.StatusCode = fails ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status204NoContent;
    }
}
