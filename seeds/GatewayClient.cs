using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Nabij.Seeder;

/// <summary>The public API, as a client sees it. A request that the platform could not take now (429, 503) is sent again.</summary>
internal sealed class GatewayClient(HttpClient http)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>So many requests at the same time.</summary>
    public static readonly ParallelOptions AFew = new() { MaxDegreeOfParallelism = 6 };

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    /// <summary>Logs in with client credentials.</summary>
    public static async Task<GatewayClient> SignInAsync(Uri gateway, Uri identity, string client, string secret)
    {
        var http = new HttpClient { BaseAddress = gateway };
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = client,
            ["client_secret"] = secret,
        });
        using var answer = await http.PostAsync(new Uri(identity, "/connect/token"), form);
        answer.EnsureSuccessStatusCode();
        var token = await answer.Content.ReadFromJsonAsync<JsonObject>();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token!["access_token"]!.GetValue<string>());
        http.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        return new GatewayClient(http);
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    /// <summary>Creates or does something; the answer may be any of <paramref name="accepted"/> besides success.</summary>
    public Task<Answer> PostAsync(string path, object? body, string? ifMatch = null, params HttpStatusCode[] accepted) =>
        SendAsync(HttpMethod.Post, path, body, r => Match(r, ifMatch), accepted);

    /// <summary>Creates what asks for work first: a number with which the hash of a challenge begins with so many zero bits.</summary>
    public async Task<Answer> PostWithWorkAsync(string path, object body)
    {
        var given = (await GetAsync("/signals/v1/challenge")).Body;
        var (challenge, difficulty) = (given.Text("challenge"), given["difficulty"]!.GetValue<int>());
        var number = 0L;
        while (BitOperations.LeadingZeroCount(BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.ASCII.GetBytes($"{challenge}:{number}")))) < difficulty) number++;
        return await SendAsync(HttpMethod.Post, path, body, r => r.Headers.Add("Proof-Of-Work", $"{challenge}:{number}"));
    }

    /// <summary>Creates with a given id. False: it was there already.</summary>
    public async Task<bool> PutNewAsync(string path, object body)
    {
        var answer = await SendAsync(HttpMethod.Put, path, body, r => r.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any), HttpStatusCode.PreconditionFailed);
        return answer.Status != HttpStatusCode.PreconditionFailed;
    }

    public Task<Answer> PutAsync(string path, object body, string? ifMatch = null) => SendAsync(HttpMethod.Put, path, body, r => Match(r, ifMatch));

    private async Task<Answer> SendAsync(HttpMethod method, string path, object? body, Action<HttpRequestMessage>? prepare = null, params HttpStatusCode[] accepted)
    {
        var key = Guid.NewGuid().ToString();
        var until = TimeProvider.System.GetUtcNow() + LongestWait;
        while (true)
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body, options: Json) };
            if (method == HttpMethod.Post) request.Headers.Add("Idempotency-Key", key);
            prepare?.Invoke(request);
            using var answer = await http.SendAsync(request);
            if (answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable && TimeProvider.System.GetUtcNow() < until)
            {
                await Task.Delay(answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1));
                continue;
            }

            if (!answer.IsSuccessStatusCode && !accepted.Contains(answer.StatusCode))
                throw new SeedingException($"{method} {path} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
            var text = await answer.Content.ReadAsStringAsync();
            return new Answer(answer.StatusCode, text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject(), answer.Headers.ETag?.ToString());
        }
    }

    private static void Match(HttpRequestMessage request, string? tag)
    {
        if (tag is not null) request.Headers.IfMatch.Add(tag == "*" ? EntityTagHeaderValue.Any : EntityTagHeaderValue.Parse(tag));
    }
}

internal sealed record Answer(HttpStatusCode Status, JsonObject Body, string? ETag)
{
    public Guid Id => Body["id"]!.GetValue<Guid>();
}

/// <summary>The platform refused something that should be right.</summary>
internal sealed class SeedingException(string message) : Exception(message);
