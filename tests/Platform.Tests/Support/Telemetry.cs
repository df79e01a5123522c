using System.Collections.Concurrent;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Nabij.Testing;
using Opentelemetry.Proto.Collector.Trace.V1;
using Opentelemetry.Proto.Resource.V1;
using Platform.Tests.Support;

[assembly: AssemblyFixture(typeof(Telemetry))]

namespace Platform.Tests.Support;

/// <summary>A span as a service exported it.</summary>
public sealed record ReceivedSpan(string Service, string Name, string TraceId, string Id, string ParentId, IReadOnlyList<string> Links, IReadOnlyDictionary<string, string> Attributes);

/// <summary>An OTLP/HTTP receiver (protobuf) to which the whole platform sends its traces, logs and metrics. It keeps all of it as it came.</summary>
public sealed class Telemetry : IAsyncLifetime
{
    private readonly ConcurrentQueue<ReceivedSpan> _spans = new();
    private readonly ConcurrentQueue<(string Kind, byte[] Bytes)> _received = new();
    private readonly ConcurrentDictionary<(string Service, string Name), int> _metrics = new();
    private WebApplication? _app;

    public IReadOnlyCollection<ReceivedSpan> Spans => _spans;

    /// <summary>Each export request: <c>traces</c>, <c>logs</c> or <c>metrics</c>, and its bytes.</summary>
    public IReadOnlyCollection<(string Kind, byte[] Bytes)> Received => _received;

    public async ValueTask InitializeAsync()
    {
        // The rules of the house need no platform.
        if (Environment.GetEnvironmentVariable("NABIJ_TEST_OTLP") is not { } address) return;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        _app = builder.Build();
        _app.MapPost("/v1/{kind}", ReceiveAsync);
        await _app.StartAsync();
    }

    /// <summary>
    /// Everything that one command set going: the spans of its trace, and of every trace that links to one of them, however far. Waits until a span
    /// of it passes <paramref name="complete"/>.
    /// </summary>
    public async Task<IReadOnlyList<ReceivedSpan>> FollowAsync(string traceId, Func<IReadOnlyList<ReceivedSpan>, bool> complete) => await Eventually.GetAsync(
        () => Task.FromResult(Connected(traceId) is var found && complete(found) ? found : null),
        () => Task.FromResult(string.Join(", ", Connected(traceId).Select(s => $"{s.Service} {s.Name}").Distinct())));

    /// <summary>Waits until these metrics have been exported with what was counted until now: the first export from now on may have been under way.</summary>
    public async Task MeasuredAsync(params (string Service, string Name)[] metrics)
    {
        var before = metrics.ToDictionary(m => m, Exports);
        await Eventually.TrueAsync(() => Task.FromResult(metrics.All(m => Exports(m) >= before[m] + 2)), () => Task.FromResult(string.Join(", ", _metrics)));
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
    }

    private IReadOnlyList<ReceivedSpan> Connected(string traceId)
    {
        var traces = new HashSet<string> { traceId };
        var links = _spans.SelectMany(s => s.Links, (s, linked) => (From: s.TraceId, To: linked)).ToLookup(l => l.To, l => l.From);
        var ends = new Queue<string>(traces);
        while (ends.TryDequeue(out var trace))
            foreach (var further in links[trace].Where(traces.Add)) ends.Enqueue(further);
        return [.. _spans.Where(s => traces.Contains(s.TraceId))];
    }

    private async Task ReceiveAsync(string kind, HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        _received.Enqueue((kind, body.ToArray()));
        if (kind == "traces")
            foreach (var span in Read(ExportTraceServiceRequest.Parser.ParseFrom(body.ToArray()))) _spans.Enqueue(span);
        if (kind == "metrics")
            foreach (var metric in Read(MetricsExport.Parser.ParseFrom(body.ToArray()))) _metrics.AddOrUpdate(metric, 1, (_, exports) => exports + 1);
        // An empty answer says that all was taken.
        http.Response.ContentType = "application/x-protobuf";
    }

    private static IEnumerable<ReceivedSpan> Read(ExportTraceServiceRequest request) =>
        from resource in request.ResourceSpans
        let service = NameOf(resource.Resource)
        from scope in resource.ScopeSpans
        from span in scope.Spans
        select new ReceivedSpan(service, span.Name, Hex(span.TraceId), Hex(span.SpanId), Hex(span.ParentSpanId), [.. span.Links.Select(l => Hex(l.TraceId))],
            span.Attributes.GroupBy(a => a.Key).ToDictionary(a => a.Key, a => a.First().Value.StringValue));

    private int Exports((string Service, string Name) metric) => _metrics.GetValueOrDefault(metric);

    private static IEnumerable<(string Service, string Name)> Read(MetricsExport export) =>
        from part in export.Resources
        from scope in part.Scopes
        from metric in scope.Metrics
        select (NameOf(part.Resource), metric.Name);

    private static string NameOf(Resource resource) => resource.Attributes.FirstOrDefault(a => a.Key == "service.name")?.Value.StringValue ?? "";

    private static string Hex(ByteString bytes) => Convert.ToHexStringLower(bytes.Span);
}
