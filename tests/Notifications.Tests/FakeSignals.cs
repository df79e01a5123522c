using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Notifications.Tests;

/// <summary>The parts of the signals service and the catalogue that know recipients, and its identity provider, over real HTTP.</summary>
public sealed class FakeSignals : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeSignals(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    public ConcurrentDictionary<Guid, string> Addresses { get; } = [];

    /// <summary>Organisations of the catalogue, with what their mail is about and its link.</summary>
    public ConcurrentDictionary<Guid, (string Email, string Subject, string Link)> Organisations { get; } = [];

    public ConcurrentQueue<Guid> Acknowledged { get; } = [];

    private int _failNext;

    /// <summary>So many requests are answered with 503.</summary>
    public void FailNext(int count) => _failNext = count;

    public static FakeSignals Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var signals = new FakeSignals(app);
        app.MapPost("/token", () => Results.Json(new { access_token = "service-token", expires_in = 3600 }));
        app.MapPost("/signals/internal/recipients/{reference:guid}", (Guid reference, HttpRequest request) =>
        {
            if (request.Headers.Authorization != "Bearer service-token") return Results.Unauthorized();
            if (Interlocked.Decrement(ref signals._failNext) >= 0) return Results.StatusCode(503);
            return signals.Addresses.TryGetValue(reference, out var email) ? Results.Json(new { email }) : Results.NotFound();
        });
        app.MapPost("/signals/internal/recipients/{reference:guid}/acknowledge", (Guid reference) =>
        {
            signals.Acknowledged.Enqueue(reference);
            return signals.Addresses.TryRemove(reference, out _) ? Results.NoContent() : Results.NotFound();
        });
        app.MapPost("/catalog/internal/recipients/{reference:guid}", (Guid reference, HttpRequest request) =>
        {
            if (request.Headers.Authorization != "Bearer service-token") return Results.Unauthorized();
            return signals.Organisations.TryGetValue(reference, out var o) ? Results.Json(new { o.Email, o.Subject, o.Link }) : Results.NotFound();
        });
        app.MapPost("/catalog/internal/recipients/{reference:guid}/acknowledge", (Guid reference) =>
        {
            signals.Acknowledged.Enqueue(reference);
            return signals.Organisations.TryRemove(reference, out _) ? Results.NoContent() : Results.NotFound();
        });
        app.Start();
        return signals;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
