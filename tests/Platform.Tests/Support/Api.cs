using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Nabij.Testing;

namespace Platform.Tests.Support;

/// <summary>An answer of the gateway, with what the tests look at.</summary>
/// <param name="Next">The cursor in the Link header's <c>next</c>.</param>
/// <param name="Repeated">An earlier try of the same command may have been carried out, and its answer was lost.</param>
public sealed record Answer(string Request, int Status, string Text, string? ETag, string TraceId, string? Next, bool Repeated)
{
    public JsonElement Body => JsonSerializer.Deserialize<JsonElement>(Text);

    public Guid Id => Body.GetProperty("id").GetGuid();

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Fails the test unless it is 2xx.</summary>
    public Answer Success()
    {
        Assert.True(IsSuccess, $"{Request} answered {Status}: {Text}");
        return this;
    }
}

/// <summary>The public API as one account sees it, over the gateway. POST carries an Idempotency-Key, and a report the work that is asked for.</summary>
/// <param name="account">See <see cref="Tokens"/>; null for somebody without a token.</param>
/// <param name="patience">For how long a command that got no answer, or "not now", is sent again with the same key.</param>
public sealed partial class Api(string? account = null, TimeSpan patience = default) : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private const string Intake = "/signals/v1/signals";

    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2) })
    {
        BaseAddress = RunningPlatform.Gateway,
        Timeout = TimeSpan.FromSeconds(patience == default ? 40 : 10),
    };

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, null, headers);

    public Task<Answer> PostAsync(string path, object? body = null, string? ifMatch = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, body, ifMatch, [.. headers, ("Idempotency-Key", Guid.NewGuid().ToString())]);

    public Task<Answer> PutAsync(string path, object body, string? ifMatch = null) => SendAsync(HttpMethod.Put, path, body, ifMatch, []);

    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body, string? ifMatch, params IReadOnlyList<(string Name, string Value)> headers)
    {
        var (since, repeated) = (Stopwatch.StartNew(), false);
        string? proof = null;
        while (true)
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body, options: Json) };
            if (account is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await Tokens.OfAsync(account));
            if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
            foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
            try
            {
                if (method == HttpMethod.Post && path == Intake) request.Headers.Add(ProofOfWork.Header, proof ??= await ProofOfWork.ProveAsync(_http));
                using var answer = await _http.SendAsync(request);
                if (!IsNotNow(answer) || since.Elapsed > patience) return await ReadAsync(answer, $"{method} {path}", repeated);
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && since.Elapsed <= patience)
            {
                // No answer says nothing about what was done.
            }

            repeated = true;
            await Task.Delay(TimeSpan.FromMilliseconds(250));
        }
    }

    public void Dispose() => _http.Dispose();

    private static bool IsNotNow(HttpResponseMessage answer) =>
        (int)answer.StatusCode is 429 or 503 || (answer.StatusCode == HttpStatusCode.Conflict && answer.Headers.RetryAfter is not null);

    private static async Task<Answer> ReadAsync(HttpResponseMessage answer, string request, bool repeated) => new(
        request, (int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.ETag?.ToString(),
        answer.Headers.TryGetValues("traceresponse", out var trace) ? trace.Last().Split('-')[1] : "",
        answer.Headers.TryGetValues("Link", out var link) ? Cursor().Match(string.Join(' ', link)).Groups[1].Value : null, repeated);

    [GeneratedRegex("[?&]after=([0-9]+)")]
    private static partial Regex Cursor();
}
