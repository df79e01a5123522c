using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Nabij.Testing;

namespace Notifications.Tests;

/// <summary>A webhook request as a partner got it.</summary>
public sealed record Received(string Method, IReadOnlyDictionary<string, string> Headers, byte[] Body, DateTimeOffset At)
{
    public string Id => Headers["webhook-id"];

    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    /// <summary>Standard Webhooks, by hand: any signature of the list over the exact bytes.</summary>
    public bool IsSignedBy(string secret)
    {
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        var content = Encoding.UTF8.GetBytes($"{Id}.{Headers["webhook-timestamp"]}.").Concat(Body).ToArray();
        var expected = "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, content));
        return Headers["webhook-signature"].Split(' ').Contains(expected);
    }
}

/// <summary>A partner's server on loopback, over real HTTP.</summary>
public sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Received> _received = new();

    private Receiver(WebApplication app) => _app = app;

    /// <summary>How deliveries are answered; 204 at first.</summary>
    public Func<Received, HttpContext, Task> Answer { get; set; } = (_, http) =>
    {
        http.Response.StatusCode = 204;
        return Task.CompletedTask;
    };

    /// <summary>What the handshake is told; null: nothing.</summary>
    public string? AllowedOrigin { get; init; } = "events.nabij.test";

    public string? AllowedRate { get; init; }

    public string Address => _app.Urls.Single() + "/hook";

    public IReadOnlyList<Received> Handshakes => [.. _received.Where(r => r.Method == "OPTIONS")];

    public IReadOnlyList<Received> Deliveries => [.. _received.Where(r => r.Method == "POST")];

    public static async Task<Receiver> StartAsync(string? allowedOrigin = "events.nabij.test", string? allowedRate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new Receiver(app) { AllowedOrigin = allowedOrigin, AllowedRate = allowedRate };
        app.Run(receiver.HandleAsync);
        await app.StartAsync();
        return receiver;
    }

    public Task<IReadOnlyList<Received>> WaitAsync(int count, int seconds = 20) => Eventually.GetAsync(
        () => Task.FromResult(Deliveries.Count >= count ? Deliveries : null), () => Task.FromResult($"{Deliveries.Count} of {count} deliveries"), seconds);

    /// <summary>Answers with this status.</summary>
    public void AnswerWith(int status, string? retryAfter = null) => Answer = (_, http) =>
    {
        http.Response.StatusCode = status;
        if (retryAfter is not null) http.Response.Headers.RetryAfter = retryAfter;
        return http.Response.WriteAsync("answer");
    };

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task HandleAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var headers = http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var received = new Received(http.Request.Method, headers, body.ToArray(), TimeProvider.System.GetUtcNow());
        _received.Enqueue(received);
        if (http.Request.Method == "OPTIONS")
        {
            if (AllowedOrigin is not null) http.Response.Headers["WebHook-Allowed-Origin"] = AllowedOrigin;
            if (AllowedRate is not null) http.Response.Headers["WebHook-Allowed-Rate"] = AllowedRate;
            return;
        }

        await Answer(received, http);
    }
}
