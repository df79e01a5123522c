using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nabij.ServiceDefaults.Problems;
using Scalar.AspNetCore;
using Yarp.ReverseProxy;

namespace Nabij.Gateway.Documents;

/// <summary>Fetches the services' documents when somebody asks, at most twice a minute, and keeps the last one of a service that is away.</summary>
internal sealed class DocumentSource(IHttpClientFactory clients, IProxyStateLookup proxy, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, (JsonObject Document, DateTimeOffset At)> _known = new();

    /// <summary>Null while a service has not been reached yet.</summary>
    public async Task<JsonObject?> GetAsync(CancellationToken ct)
    {
        var services = proxy.GetClusters().ToList();
        await Task.WhenAll(services.Select(s => RefreshAsync(s.ClusterId, s.Destinations.Values.Select(d => d.Model.Config.Address).First(), ct)));
        return services.All(s => _known.ContainsKey(s.ClusterId))
            ? JoinedDocument.Join(services.Select(s => KeyValuePair.Create(s.ClusterId, _known[s.ClusterId].Document)))
            : null;
    }

    private async Task RefreshAsync(string service, string address, CancellationToken ct)
    {
        if (_known.TryGetValue(service, out var known) && clock.GetUtcNow() - known.At < Fresh) return;
        try
        {
            using var client = clients.CreateClient(nameof(DocumentSource));
            var document = await client.GetFromJsonAsync<JsonObject>(new Uri(new Uri(address), $"/{service}/v1/openapi.json"), ct);
            _known[service] = (document!, clock.GetUtcNow());
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            // The service is away: the last document is still right, and without one the answer says so.
        }
    }
}

internal static class JoinedDocumentSetup
{
    private const string ReaderPolicy =
        "default-src 'none'; connect-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; frame-ancestors 'none'";

    public static void AddJoinedDocument(this WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<DocumentSource>().AddHttpClient(nameof(DocumentSource), client => client.Timeout = TimeSpan.FromSeconds(5));

    /// <summary><c>/openapi.json</c>, readable from everywhere, and <c>/docs</c>, a reader for it.</summary>
    public static void MapJoinedDocument(this WebApplication app)
    {
        app.MapGet("/openapi.json", async Task<IResult> (DocumentSource source, HttpContext context, CancellationToken ct) =>
        {
            if (await source.GetAsync(ct) is { } document) return TypedResults.Json(document);
            context.Response.Headers.RetryAfter = "5";
            return Problem.Of(StatusCodes.Status503ServiceUnavailable);
        }).AllowAnonymous().RequireCors(p => p.AllowAnyOrigin());
        app.MapScalarApiReference("/docs", o => o
            .WithTitle("Nabij API")
            .WithOpenApiRoutePattern("/openapi.json")
            .DisableDefaultFonts()).AllowAnonymous().AddEndpointFilter((context, next) =>
        {
            context.HttpContext.Response.Headers.ContentSecurityPolicy = ReaderPolicy;
            return next(context);
        });
    }
}
