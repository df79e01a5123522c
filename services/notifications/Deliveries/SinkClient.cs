using System.Net.Security;
using System.Security.Authentication;
using System.Text;

namespace Nabij.Notifications.Deliveries;

/// <summary>What a sink answered, or why there is no answer.</summary>
/// <param name="Status">HTTP status; null without an answer.</param>
/// <param name="Fault">Code of why there is none: <c>address-refused</c>, <c>timeout</c>, <c>no-tls</c>, <c>no-connection</c>; null with an answer.</param>
/// <param name="Body">The beginning of the body, without control characters. Foreign text.</param>
/// <param name="RetryAfter">As the sink asked.</param>
/// <param name="Headers">The first value by name, for the handshake.</param>
internal sealed record SinkAnswer(int? Status, string? Fault, string Body, TimeSpan? RetryAfter, Func<string, string?> Headers)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    public static SinkAnswer Of(string fault) => new(null, fault, "", null, _ => null);
}

/// <summary>Calls sinks: past the guard, without proxy, redirects, cookies, credentials or trace headers, within one deadline, reading little.</summary>
internal sealed class SinkClient : IDisposable
{
    private const int MostBytes = 16 * 1024;
    private const int KeptCharacters = 500;

    private readonly HttpClient _http;
    private readonly WebhookOptions _options;
    private readonly TimeProvider _clock;

    public SinkClient(SinkGuard guard, WebhookOptions options, TimeProvider clock)
    {
        (_options, _clock) = (options, clock);
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = guard.ConnectAsync,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            // A proxy would connect for us, and the guard would only see the proxy.
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            // The event's own traceparent is told on purpose; ours is nobody's business.
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 0,
            // Names are looked up and judged anew after this.
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            SslOptions = new SslClientAuthenticationOptions { EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 },
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public async Task<SinkAnswer> SendAsync(HttpRequestMessage request)
    {
        request.Headers.UserAgent.ParseAdd("nabij-notifications");
        request.Headers.TryAddWithoutValidation("WebHook-Request-Origin", _options.Origin);
        using var deadline = new CancellationTokenSource(_options.Deadline, _clock);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            var body = await ReadAsync(response, deadline.Token);
            return new SinkAnswer((int)response.StatusCode, null, body, RetryAfterOf(response),
                response.Headers.ToDictionary(h => h.Key, h => h.Value.First(), StringComparer.OrdinalIgnoreCase).GetValueOrDefault);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return SinkAnswer.Of(FaultOf(e));
        }
    }

    public void Dispose() => _http.Dispose();

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        var buffer = new byte[MostBytes];
        var length = await stream.ReadAtLeastAsync(buffer, MostBytes, throwOnEndOfStream: false, ct);
        var text = Encoding.UTF8.GetString(buffer, 0, length).Where(c => !char.IsControl(c)).Take(KeptCharacters);
        return string.Concat(text);
    }

    private TimeSpan? RetryAfterOf(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > _clock.GetUtcNow() => date - _clock.GetUtcNow(),
        _ => null,
    };

    /// <summary>Coarse on purpose: in finer grain the log of deliveries would be a port scanner.</summary>
    private static string FaultOf(Exception error)
    {
        for (var e = error; e is not null; e = e.InnerException)
        {
            if (e is SinkRefusedException) return "address-refused";
            if (e is AuthenticationException) return "no-tls";
            if (e is OperationCanceledException) return "timeout";
        }

        return "no-connection";
    }
}
